import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareCommits } from '../src/feedback/compare-commits.ts';
import { timeCommand } from '../src/feedback/time-command.ts';
import { WAITS } from '../src/feedback/waits.ts';

const repository = mkdtempSync(join(tmpdir(), 'miniatura-commits-'));
afterAll(() => rmSync(repository, { recursive: true }));

const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
function git(...args: readonly string[]) {
  return execFileSync('git', [...IDENTITY, ...args], { cwd: repository, encoding: 'utf8' });
}

function commit(text: string) {
  writeFileSync(join(repository, 'text'), text);
  git('add', '.');
  git('commit', '-q', '-m', 'Change');
}
const checkouts = () => git('worktree', 'list').trim().split('\n').length;

beforeAll(() => {
  git('init', '-q');
  commit('earlier\n');
  commit('later\n');
});

test('Each commit runs its own files, and the checkouts are removed afterwards', async () => {
  const log = join(repository, 'log');
  const waits = [{ name: 'wait', command: `cat text | tee -a ${log}` }];
  const compared = await compareCommits({ repository, before: 'HEAD~1', after: 'HEAD', waits });
  const cost = { wallSeconds: expect.any(Number), cpuSeconds: expect.any(Number) };
  expect(compared).toEqual([{ name: 'wait', before: cost, after: cost }]);
  expect(readFileSync(log, 'utf8')).toBe('earlier\nlater\n');
  expect(checkouts()).toBe(1);
});

test('The error of a failed command contains its output', async () => {
  const waits = [{ name: 'fail', command: 'echo reason; exit 3' }];
  const compare = compareCommits({ repository, before: 'HEAD~1', after: 'HEAD', waits });
  await expect(compare).rejects.toThrow(/reason/);
  expect(checkouts()).toBe(1);
});

test.each(WAITS.filter(({ name }) => name.startsWith('npm start')))(
  'A stack that ends before it is ready fails the step "$name"',
  async ({ command }) => {
    const folder = mkdtempSync(join(repository, 'without-stack-'));
    const scripts = { start: 'echo no stack; exit 3' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
    await expect(timeCommand(command, folder)).rejects.toThrow('Expected set -m');
  },
);
