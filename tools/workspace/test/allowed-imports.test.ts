import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  describeImportRule,
  IMPORT_RULES,
  importRuleOf,
  projectsIn,
} from '../src/allowed-imports.ts';
import { listProjectFolders, workspaceRoot } from './workspace-copy.ts';

const folders = listProjectFolders(workspaceRoot);
const names = folders.map(nameOf);

function nameOf(folder: string): string {
  return folder.replace(/.*\//, '');
}

function read(path: string): string {
  return readFileSync(join(workspaceRoot, path), 'utf8');
}

const IMPORTS: Readonly<Record<string, (name: string) => string>> = {
  value: (name) => `import * as imported from '@miniatura/${name}/part';`,
  type: (name) => `import type { Imported } from '@miniatura/${name}';`,
  again: (name) => `export * from '@miniatura/${name}';`,
  dynamic: (name) => `void import('@miniatura/${name}/part');`,
};

let eslint: ESLint;

beforeAll(() => {
  const rules = ['@typescript-eslint/no-restricted-imports', 'no-restricted-syntax'];
  eslint = new ESLint({
    cwd: workspaceRoot,
    ruleFilter: ({ ruleId }) => rules.includes(ruleId),
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  });
});

/** Returns the projects whose import the lint rejects in a file, which need not exist. */
async function rejectedIn(filePath: string, importOf: (name: string) => string) {
  const text = names.map(importOf).join('\n');
  const [result] = await eslint.lintText(text, { filePath: join(workspaceRoot, filePath) });
  const lines = new Set(result?.messages.map(({ line }) => line));
  expect(result?.messages.filter(({ fatal }) => fatal)).toEqual([]);
  return names.filter((_, index) => lines.has(index + 1));
}

describe.each(folders)('The lint of %s', (folder) => {
  const { sources, tests = [] } = importRuleOf(folder);
  const itself = folder in IMPORT_RULES ? [nameOf(folder)] : [];

  test.each(Object.entries(IMPORTS))('rejects every other import: %s', async (_, importOf) => {
    const allowed = projectsIn([...sources, ...itself]);
    const expected = names.filter((name) => !allowed.includes(name));
    expect(await rejectedIn(`${folder}/src/probe.ts`, importOf)).toEqual(expected);
  });

  test('rejects every other import in tests', async () => {
    const allowed = projectsIn([...sources, ...tests, ...itself]);
    const expected = names.filter((name) => !allowed.includes(name));
    const file = `${folder}/test/probe.test.ts`;
    expect(await rejectedIn(file, (name) => `import '@miniatura/${name}';`)).toEqual(expected);
  });
});

describe('ARCHITECTURE.md', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `([\w/-]+)` +\| .* \| (.*?) +\|$/gm)];
  const imports = new Map(rows.map(([, folder = '', text = '']) => [folder, text]));

  test.each(folders)('states what %s may import', (folder) => {
    expect(imports.get(folder)).toBe(describeImportRule(importRuleOf(folder)));
  });
});

/** Rules that must hold whatever the table says. */
describe('No project may import', () => {
  const apps = folders.filter((folder) => folder.startsWith('apps/')).map(nameOf);

  test.each(folders.filter((folder) => folder.startsWith('packages/')))('an app from %s', (f) => {
    const { sources, tests = [] } = importRuleOf(f);
    expect(projectsIn([...sources, ...tests]).filter((name) => apps.includes(name))).toEqual([]);
  });

  test('anything but the client, the contract and texts from the page', () => {
    expect(projectsIn(importRuleOf('apps/web').sources)).toEqual([
      'api-client',
      'api-contract',
      'text',
    ]);
  });

  test.each(folders)('itself through others: %s', (folder) => {
    const reached = new Set<string>();
    const visit = (name: string) => {
      const next = folders.find((candidate) => nameOf(candidate) === name);
      for (const imported of next === undefined ? [] : projectsIn(importRuleOf(next).sources)) {
        if (!reached.has(imported)) {
          reached.add(imported);
          visit(imported);
        }
      }
    };
    visit(nameOf(folder));
    expect([...reached]).not.toContain(nameOf(folder));
  });
});
