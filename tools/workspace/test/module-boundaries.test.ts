import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

interface Probe {
  readonly title: string;
  readonly file: string;
  readonly code: string;
}

interface RejectedProbe extends Probe {
  readonly because: RegExp;
}

function importOf(specifier: string) {
  return `import * as imported from '${specifier}';\nvoid imported;\n`;
}

function probe(title: string, folder: string, specifier: string): Probe {
  return {
    title,
    file: `${folder}/${title.replaceAll(/\W+/g, '-')}.ts`,
    code: importOf(specifier),
  };
}

const rejected: readonly RejectedProbe[] = [
  {
    ...probe('a circle is closed', 'packages/fixture-package/src', '@miniatura/fixture-circle'),
    because: /Circular dependency/,
  },
  {
    ...probe(
      'a relative path leaves the project',
      'apps/thumbnailer/src',
      '../../../packages/fixture-core/src/index.ts',
    ),
    because: /cannot be imported by a relative or absolute path/,
  },
  {
    ...probe('an installed package is not declared', 'packages/resize/src', 'kysely'),
    because: /Only packages defined in the "package.json" can be imported/,
  },
  {
    ...probe(
      'a source imports test support',
      'apps/thumbnailer/src',
      '@miniatura/metadata/test-support',
    ),
    because: /Only tests import test support/,
  },
  {
    ...probe(
      'a source imports a part of test support',
      'apps/thumbnailer/src',
      '@miniatura/metadata/test-support/start-test-servers',
    ),
    because: /Only tests import test support/,
  },
  {
    title: 'a source reads the environment',
    file: 'apps/thumbnailer/src/probe-environment.ts',
    code: 'export const home = process.env;\n',
    because: /Only src\/config.ts reads the environment/,
  },
  {
    title: 'a source imports the environment',
    file: 'apps/thumbnailer/src/probe-env.ts',
    code: "import { env } from 'node:process';\nexport const home = env;\n",
    because: /Only src\/config.ts reads the environment/,
  },
];

const allowed: readonly Probe[] = [
  probe('a test imports test support', 'apps/thumbnailer/test', '@miniatura/metadata/test-support'),
];

interface Fixture {
  readonly folder: string;
  readonly tags: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly code?: string;
}

const fixtures: readonly Fixture[] = [
  { folder: 'packages/fixture-core', tags: ['type:core', 'scope:image'] },
  { folder: 'packages/fixture-package', tags: ['type:package', 'scope:image'] },
  {
    folder: 'packages/fixture-circle',
    tags: ['type:package', 'scope:image'],
    dependencies: { '@miniatura/fixture-package': '*' },
    code: importOf('@miniatura/fixture-package'),
  },
  {
    folder: 'packages/fixture-undeclared',
    tags: ['type:package', 'scope:image'],
    dependencies: {},
    code: importOf('@miniatura/fixture-package'),
  },
  {
    folder: 'packages/fixture-unused',
    tags: ['type:package', 'scope:image'],
    dependencies: { '@miniatura/fixture-package': '*' },
  },
];

function write(copy: WorkspaceCopy, file: string, text: string): void {
  mkdirSync(dirname(join(copy.root, file)), { recursive: true });
  writeFileSync(join(copy.root, file), text);
}

function addFixture(copy: WorkspaceCopy, { folder, tags, dependencies, code }: Fixture): void {
  const name = folder.replace(/.*\//, '');
  const manifest = {
    name: `@miniatura/${name}`,
    version: '0.0.0',
    private: true,
    type: 'module',
    exports: { '.': './src/index.ts' },
    dependencies,
    nx: { name, tags },
  };
  write(copy, `${folder}/package.json`, JSON.stringify(manifest));
  write(copy, `${folder}/src/index.ts`, code ?? 'export {};\n');
  write(copy, `${folder}/tsconfig.json`, '{ "extends": "../../tsconfig.base.json" }');
  symlinkSync(join(copy.root, folder), join(copy.root, 'node_modules/@miniatura', name));
}

type LintReport = readonly {
  readonly filePath: string;
  readonly messages: readonly { readonly message: string }[];
}[];

/** Lints all files in one run: messages by file. */
async function lint(copy: WorkspaceCopy, files: readonly string[]) {
  const result = await copy.run(
    '.',
    'eslint',
    '--format=json',
    '--output-file=report.json',
    ...files,
  );
  expect(result.exitCode, result.output).toBe(1);
  const report = JSON.parse(readFileSync(join(copy.root, 'report.json'), 'utf8')) as LintReport;
  return new Map(
    report.map(({ filePath, messages }) => [
      relative(copy.root, filePath),
      messages.map(({ message }) => message),
    ]),
  );
}

describe('the lint', () => {
  const copy = copyWorkspace();
  let messages: ReadonlyMap<string, readonly string[]> = new Map();

  beforeAll(async () => {
    for (const fixture of fixtures) addFixture(copy, fixture);
    // The rules read the last computed project graph of Nx, and accept everything without one.
    const graph = await copy.run('.', 'nx', 'show', 'projects');
    expect(graph.exitCode, graph.output).toBe(0);
    const probes = [...rejected, ...allowed];
    for (const { file, code } of probes) write(copy, file, code);
    const manifests = fixtures.map(({ folder }) => `${folder}/package.json`);
    messages = await lint(copy, [...probes.map(({ file }) => file), ...manifests]);
  }, 120_000);

  afterAll(() => copy.remove());

  it.each(rejected)('rejects that $title', ({ file, because }) => {
    expect(messages.get(file)).toContainEqual(expect.stringMatching(because));
  });

  it.each(allowed)('allows that $title', ({ file }) => {
    expect(messages.get(file)).toEqual([]);
  });

  it('allows the api to import entry points of resize, which it loads lazily, in a run of Nx', async () => {
    // Nx runs the lint of a project in its folder.
    const { exitCode, output } = await copy.run('apps/api', 'eslint', 'src/connect-render.ts');
    expect(exitCode, output).toBe(0);
  });

  it('rejects a workspace package that is imported and not declared', () => {
    expect(messages.get('packages/fixture-undeclared/package.json')).toEqual([
      expect.stringMatching(/missing from "dependencies":\s+- @miniatura\/fixture-package/),
    ]);
  });

  it('rejects a dependency that is declared and not imported', () => {
    expect(messages.get('packages/fixture-unused/package.json')).toEqual([
      expect.stringMatching(/"@miniatura\/fixture-package" package is not used/),
    ]);
  });

  it('allows a dependency that is declared and imported', () => {
    expect(messages.get('packages/fixture-circle/package.json')).toEqual([]);
  });
});
