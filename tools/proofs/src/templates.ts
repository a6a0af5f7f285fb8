import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  paginateListStackResources,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { Command, Option } from 'commander';
import { readStacks, type AssembledStack } from './templates/read-stacks.ts';
import { isMotoInstalled, startMoto } from './templates/start-moto.ts';

const { stage } = new Command('proofs:templates')
  .description(
    "Creates a stage's stacks in moto's CloudFormation, in order, and prints the types of resources " +
      'that moto lacks. Ends with 1 where a stack is not created, and skips where moto_server is not ' +
      'installed.',
  )
  .addOption(new Option('--stage <name>', 'which of the stages').default('dev'))
  .parse()
  .opts<{ readonly stage: string }>();

const ASSEMBLY = join(import.meta.dirname, '../../../apps/infra/cdk.out', `assembly-${stage}`);
const DEADLINE_S = 120;
/** moto's own account, which may do anything. */
const CREDENTIALS = { accessKeyId: 'testing', secretAccessKey: 'testing' };
/** What each template asks for of `cdk bootstrap`. */
const BOOTSTRAP: AssembledStack = {
  name: 'CDKToolkit',
  types: {},
  template: JSON.stringify({
    Resources: {
      Version: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' },
      },
    },
  }),
};

if (isMotoInstalled()) await createAll();
else console.log('SKIPPED: the templates in moto: moto_server is not installed (PyPI: moto[all,server]).');

async function createAll(): Promise<void> {
  if (!existsSync(ASSEMBLY)) {
    throw new Error(`Expected the templates of stage ${stage} at ${ASSEMBLY}: run npx nx synth infra`);
  }
  await using moto = await startMoto();
  const client = new CloudFormationClient({
    endpoint: moto.endpoint,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  await createStack(client, BOOTSTRAP);
  const lacking = new Map<string, number>();
  let createdCount = 0;
  let totalCount = 0;
  for (const stack of readStacks(ASSEMBLY)) {
    const created = await createStack(client, stack);
    const types = Object.entries(stack.types);
    const missing = types.filter(([logicalId]) => !created.has(logicalId));
    for (const [, type] of missing) lacking.set(type, (lacking.get(type) ?? 0) + 1);
    createdCount += types.length - missing.length;
    totalCount += types.length;
    console.log(`${stack.name}: ${types.length - missing.length} of ${types.length} resources`);
  }
  console.log(`${createdCount} of ${totalCount} resources created. moto lacks:`);
  for (const [type, count] of [...lacking].toSorted()) console.log(`  ${count} × ${type}`);
}

/** @returns the logical ids of the resources that exist afterwards */
async function createStack(
  client: CloudFormationClient,
  { name, template }: AssembledStack,
): Promise<ReadonlySet<string>> {
  await client.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: template,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  const wait = { client, maxWaitTime: DEADLINE_S, minDelay: 1, maxDelay: 1 };
  await waitUntilStackCreateComplete(wait, { StackName: name });
  const created = new Set<string>();
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const { LogicalResourceId = '' } of page.StackResourceSummaries ?? []) {
      created.add(LogicalResourceId);
    }
  }
  return created;
}
