import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { writeCode } from '../src/write-code.ts';
import { workspaceRoot } from './workspace-copy.ts';

const TIMEOUT_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'miniatura-change-'));
afterAll(() => rmSync(folder, { recursive: true }));

function nx(...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync('npx', ['nx', ...args], {
    cwd: workspaceRoot,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  if (status !== 0) throw new Error(`Expected nx ${args[0]} to succeed but: ${stdout}${stderr}`);
  return stdout;
}

function affectedBy(file: string): readonly string[] {
  return JSON.parse(nx('show', 'projects', '--affected', `--files=${file}`, '--json')) as string[];
}

describe('The projects that a change affects', () => {
  it(
    'are, of the page, those that build it or look at it',
    () => {
      const affected = affectedBy('apps/web/src/main.tsx');
      expect(affected.toSorted()).toEqual(['infra', 'page-tests', 'web']);
    },
    TIMEOUT_MS,
  );

  it(
    'are, of a test, its own and those that share its helpers',
    () => {
      expect(affectedBy('tools/bench/test/resize.test.ts')).toEqual(['bench']);
    },
    TIMEOUT_MS,
  );
});

describe('What is hashed before a test task runs', () => {
  let plans: Readonly<Record<string, readonly string[]>>;

  beforeAll(() => {
    const file = join(folder, 'graph.json');
    nx('run-many', '-t', 'test', `--graph=${file}`);
    ({ taskPlans: plans } = JSON.parse(readFileSync(file, 'utf8')) as { taskPlans: typeof plans });
  }, TIMEOUT_MS);

  it('contains only the code of TypeScript, without comments and types', () => {
    const testTasks = Object.entries(plans).filter(
      ([task]) => task.endsWith(':test') && task !== 'web:test',
    );
    expect(testTasks.length).toBeGreaterThan(20);
    for (const [task, plan] of testTasks) {
      const [project = ''] = task.split(':');
      const ofSources = plan.filter((part) => /^[\w-]+:(apps|packages|tools)\//.test(part));
      const own = ofSources.filter((part) => part.startsWith(`${project}:`));
      expect(own.join(), task).toContain('!');
      const withTypeScript = ofSources.filter((part) => !/!\S+\/(src\/)?\*\*\/\*\.ts/.test(part));
      const isOfPage = (part: string) => task === 'page-tests:test' && part.startsWith('web:');
      expect(
        withTypeScript.filter((part) => !isOfPage(part)),
        task,
      ).toEqual([]);
      expect(
        plan.some((part) => part.startsWith('**/*.code:') && part.includes('out-code')),
        task,
      ).toBe(true);
    }
  });

  it.each([
    ['etl', 'docs/analysts.md'],
    ['infra', 'docs/architecture.svg'],
    ['infra', 'docs/deploy.md'],
    ['proofs', 'README.md'],
    ['thumbnailer', 'docs/processing-script.md'],
    ['warehouse', 'docs/data-dictionary.md'],
    ['workspace', 'findings/README.md'],
  ])('includes, for the tests of %s, %s', (project, document) => {
    const plan = plans[`${project}:test`] ?? [];
    expect(plan.join('\n')).toContain(`{workspaceRoot}/${document}`);
    expect(plan.some((part) => part.startsWith('**/*.code:'))).toBe(true);
  });

  it.each(['bench', 'proofs', 'local'])('contains nothing of the page for %s', (project) => {
    expect(plans[`${project}:test`]?.filter((part) => part.includes('apps/web/'))).toEqual([]);
  });
});

describe('The code that is hashed', () => {
  const codeOf = async (source: string): Promise<string> => {
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/sum.ts'), source);
    await writeCode(folder, 'code');
    return readFileSync(join(folder, 'out-code/code/src/sum.code'), 'utf8');
  };
  const source = 'export const sum = (a: number, b: number): number => a + b;\n';

  it.each([
    ['a comment', `/** Adds. */\n// Both.\n${source}`],
    ['a licence in a comment', `/*! @license MIT */\n${source}`],
    ['layout', source.replaceAll(' ', '  ')],
    ['a type', `export type Sum = number;\n${source.replace(': number =>', ': Sum =>')}`],
  ])('does not change with %s', async (_, changed) => {
    expect(await codeOf(changed)).toBe(await codeOf(source));
  });

  it('changes with the computed code', async () => {
    expect(await codeOf(source.replace('+', '-'))).not.toBe(await codeOf(source));
  });
});
