import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { workspaceRoot } from './workspace-copy.ts';

const workflow = readFileSync(join(workspaceRoot, '.github/workflows/deploy.yml'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'miniatura-deploy-'));
const commands = join(folder, 'bin');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The script of the step that decides whether to deploy. */
function decision(): string {
  const [, indented = ''] = /- id: infra\n\s+run: \|\n([^]+?)\n\s+env:\n/.exec(workflow) ?? [];
  return indented.replaceAll(/^ {10}/gm, '');
}

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** Stand-ins for GitHub's command, which returns a title, and for Nx, which lists projects. */
function writeCommands(deployed: string, affected: readonly string[]): void {
  const write = (name: string, script: string) =>
    writeFileSync(join(commands, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  write('gh', `echo '${deployed}'`);
  write('npx', `echo "$@" > ${folder}/nx\nprintf '%s\\n' ${affected.join(' ')}`);
}

interface Run {
  readonly commit: string;
  /** The commit of the last successful deployment; empty if there is none. */
  readonly deployed: string;
  readonly affected?: readonly string[];
}

function runStep({ commit, deployed, affected = [] }: Run) {
  writeCommands(deployed, affected);
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const { status } = spawnSync('bash', ['-e', '-c', decision()], {
    cwd: folder,
    env: { PATH: `${commands}:${process.env['PATH']}`, COMMIT: commit, GITHUB_OUTPUT: output },
  });
  return { status, output: readFileSync(output, 'utf8') };
}

mkdirSync(commands);
git('init', '--quiet');
const [first, second, third] = ['one', 'two', 'three'].map((message) => {
  git('commit', '--quiet', '--allow-empty', '--message', message);
  return git('rev-parse', 'HEAD');
}) as [string, string, string];

const DEPLOYS = { status: 0, output: 'affected=true\n' };
const DEPLOYS_NOT = { status: 0, output: '' };

test('The first commit is deployed, and so is one after a commit that is gone', () => {
  expect(runStep({ commit: second, deployed: '' })).toEqual(DEPLOYS);
  expect(runStep({ commit: second, deployed: '0'.repeat(40) })).toEqual(DEPLOYS);
});

test('A commit is compared with the deployed one, not with the newest of the branch', () => {
  expect(runStep({ commit: second, deployed: first, affected: ['api', 'infra'] })).toEqual(DEPLOYS);
  expect(readFileSync(join(folder, 'nx'), 'utf8')).toContain(`--base=${first} --head=${second}`);
  expect(runStep({ commit: second, deployed: first, affected: ['infra-docs'] })).toEqual(
    DEPLOYS_NOT,
  );
});

test('A commit does not replace a newer one that is deployed', () => {
  expect(runStep({ commit: second, deployed: third, affected: ['infra'] })).toEqual(DEPLOYS_NOT);
});

test('The title of a run names the commit that it deploys', () => {
  expect(workflow).toContain(
    'run-name: Deploy ${{ github.event.workflow_run.head_sha || github.sha }}',
  );
  expect(decision()).toContain('ltrimstr("Deploy ")');
});
