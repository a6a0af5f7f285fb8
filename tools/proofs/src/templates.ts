import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { BOOTSTRAP, MotoStacks } from './templates/moto-stacks.ts';
import { readStacks } from './templates/read-stacks.ts';
import { isMotoInstalled, startMoto } from './templates/start-moto.ts';

const { stage } = new Command('npx nx run proofs:templates --')
  .description(
    "Creates a stage's stacks in moto's CloudFormation, in order, and prints the types of resources " +
      'that moto does not support. Exits with 1 if a stack is not created. Is skipped if moto_server ' +
      'is not installed.',
  )
  .addOption(new Option('--stage <name>', 'name of the stage').default('dev'))
  .parse()
  .opts<{ readonly stage: string }>();

const ASSEMBLY = join(import.meta.dirname, '../../../apps/infra/cdk.out', `assembly-${stage}`);

if (isMotoInstalled()) await createAll();
else console.log('SKIPPED: the templates in moto: moto_server is not installed.');

async function createAll(): Promise<void> {
  if (!existsSync(ASSEMBLY)) {
    throw new Error(`Expected templates of stage ${stage} at ${ASSEMBLY}: run npx nx synth infra`);
  }
  await using moto = await startMoto();
  const stacks = new MotoStacks(moto.endpoint);
  await stacks.create(BOOTSTRAP);
  const lacking = new Map<string, number>();
  let createdCount = 0;
  let totalCount = 0;
  for (const stack of readStacks(ASSEMBLY)) {
    const created = await stacks.create(stack);
    const resources = Object.entries(stack.template.Resources);
    const missing = resources.filter(([id]) => !created.has(id));
    for (const [, { Type }] of missing) lacking.set(Type, (lacking.get(Type) ?? 0) + 1);
    createdCount += resources.length - missing.length;
    totalCount += resources.length;
    console.log(
      `${stack.name}: ${resources.length - missing.length} of ${resources.length} resources`,
    );
  }
  console.log(`${createdCount} of ${totalCount} resources are created. moto lacks:`);
  for (const [type, count] of [...lacking].toSorted()) console.log(`  ${type}: ${count}`);
}
