import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareCommits } from '../src/feedback/compare-commits.ts';

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
