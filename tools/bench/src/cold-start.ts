import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMetadata } from '@miniatura/metadata';
import { buildForLambda } from '@miniatura/workspace/build-for-lambda';
import { Command } from 'commander';
import { alternate, median } from './alternate.ts';
import { packagesOnly } from './cold-start/packages-only.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';

/** The functions, with the packages that are deployed beside their bundles. */
const FUNCTIONS = [
  { name: 'thumbnailer', external: ['sharp'] },
  { name: 'etl', external: [] },
] as const;
type LambdaFunction = (typeof FUNCTIONS)[number];

/** The limit of a function's processor time, as a multiple of that of its packages. */
const MAX_RATIO = 1.15;
const ROOT = join(import.meta.dirname, '../../..');
const OPEN_DATABASE =
  "import { DatabaseSync } from 'node:sqlite';" +
  "new DatabaseSync(process.env.DATABASE_URL.replace('sqlite:', '')).exec('PRAGMA cache_size');";
const CHILD_SCRIPT = join(import.meta.dirname, 'contenders/import-in-child.ts');

const { rounds } = new Command('npx nx run bench:cold-start --')
  .description(
    'Times the import of functions, compared with all packages that they import, bundled.',
  )
  .option('--rounds <count>', 'number of imports of each', parseCount, 15)
  .parse()
  .opts<{ rounds: number }>();

const scratch = await mkdtemp(join(tmpdir(), 'bench-cold-start-'));
const databaseUrl = `sqlite:${join(scratch, 'metadata.sqlite')}`;
try {
  // A deployment creates the tables before a function starts.
  await (await openMetadata({ url: databaseUrl })).close();
  await symlink(join(ROOT, 'node_modules'), join(scratch, 'node_modules'));
  for (const lambda of FUNCTIONS) await compare(lambda);
} finally {
  await rm(scratch, { recursive: true });
}

async function compare(lambda: LambdaFunction): Promise<void> {
  const folder = join(scratch, lambda.name);
  await cp(join(ROOT, 'apps', lambda.name, 'dist'), folder, { recursive: true });
  const files = {
    function: join(folder, 'handler.mjs'),
    packages: await bundlePackages(lambda),
  };
  const names = Object.keys(files) as (keyof typeof files)[];
  const samples = await alternate(names, rounds, (name) =>
    runScript<{ cpuMs: number; wallMs: number }>(CHILD_SCRIPT, { file: files[name], databaseUrl }),
  );
  const middle = (name: keyof typeof files, key: 'cpuMs' | 'wallMs') =>
    median((samples.get(name) ?? []).map((sample) => sample[key]));
  const ratio = middle('function', 'cpuMs') / middle('packages', 'cpuMs');
  console.log(`\n${lambda.name}: median of ${rounds} imports`);
  console.log(
    formatTable(
      ['', 'processor ms', 'wall ms'],
      names.map((name) => [
        name,
        middle(name, 'cpuMs').toFixed(0),
        middle(name, 'wallMs').toFixed(0),
      ]),
    ),
  );
  console.log(
    `${ratio.toFixed(2)} × the processor time of its packages; the limit is ${MAX_RATIO}`,
  );
  if (ratio > MAX_RATIO) process.exitCode = 1;
}

/**
 * Bundles what a function loads without the code of this workspace. Like the function, it opens the
 * database.
 */
async function bundlePackages({ name, external }: LambdaFunction): Promise<string> {
  const outFolder = join(scratch, `${name}-packages`);
  const module = join(scratch, `${name}-packages.js`);
  const entry = [
    join(ROOT, 'apps', name, 'src/handler.ts'),
    join(ROOT, 'packages/metadata/src/database/open-sqlite.ts'),
  ].map((file) => `import ${JSON.stringify(file)};`);
  await writeFile(module, [...entry, OPEN_DATABASE].join('\n'));
  const plugins = [packagesOnly];
  await buildForLambda({ name: 'packages', module, folder: ROOT, outFolder, external, plugins });
  return join(outFolder, 'packages.mjs');
}
