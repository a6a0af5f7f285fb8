import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMetadata } from '@miniatura/metadata';
import { Command } from 'commander';
import { build } from 'esbuild';
import { alternate, median } from './alternate.ts';
import { sdkImports } from './cold-start/sdk-imports.ts';
import { formatTable } from './format-table.ts';
import { runScript } from './measure-process.ts';
import { parseCount } from './parse-count.ts';

/** The bundles of the functions, with the packages that are deployed beside them. */
const FUNCTIONS = [
  { name: 'thumbnailer', external: ['sharp'] },
  { name: 'etl', external: [] },
] as const;
type LambdaFunction = (typeof FUNCTIONS)[number];

/** The limit of a function's processor time, as a multiple of that of its packages, bundled. */
const MAX_RATIO = 1.15;
const ROOT = join(import.meta.dirname, '../../..');
const CHILD_SCRIPT = join(import.meta.dirname, 'contenders/import-in-child.ts');

const { rounds } = new Command('npx nx run bench:cold-start --')
  .description(
    'Times the import of functions, compared with the packages that they use: sharp and the AWS SDK.',
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
  const packages = await writeImports(lambda);
  const files = {
    function: join(folder, 'handler.mjs'),
    packages,
    'packages, bundled': await bundle(packages, lambda),
  };
  const names = Object.keys(files) as (keyof typeof files)[];
  const samples = await alternate(names, rounds, (name) =>
    runScript<{ cpuMs: number; wallMs: number }>(CHILD_SCRIPT, { file: files[name], databaseUrl }),
  );
  const middle = (name: keyof typeof files, key: 'cpuMs' | 'wallMs') =>
    median((samples.get(name) ?? []).map((sample) => sample[key]));
  const ratio = middle('function', 'cpuMs') / middle('packages, bundled', 'cpuMs');
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
    `${ratio.toFixed(2)} × the processor time of the packages, bundled; the limit is ${MAX_RATIO}`,
  );
  if (ratio > MAX_RATIO) process.exitCode = 1;
}

/** Writes a module that imports only the external packages and the SDK commands of a function. */
async function writeImports({ name, external }: LambdaFunction): Promise<string> {
  const file = join(ROOT, 'apps', name, 'dist/modules.json');
  const { 'handler.mjs': modules = [] } = JSON.parse(await readFile(file, 'utf8')) as Readonly<
    Record<string, readonly string[]>
  >;
  const lines = sdkImports(modules);
  const entry = join(scratch, `${name}-entry.mjs`);
  await writeFile(entry, [...external.map((one) => `import '${one}';`), ...lines].join('\n'));
  return entry;
}

async function bundle(entry: string, { name, external }: LambdaFunction): Promise<string> {
  const outdir = join(scratch, `${name}-packages`);
  await build({
    entryPoints: { packages: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: [...external],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return join(outdir, 'packages.mjs');
}
