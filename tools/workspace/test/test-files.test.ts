import { execFileSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

test('`npm test` runs every test file once, as a part of one project', () => {
  const options = { cwd: ROOT, encoding: 'utf8' } as const;
  const listing = execFileSync('npx', ['vitest', 'list', '--filesOnly', '--json'], options);
  const run = (JSON.parse(listing) as { file: string }[]).map(({ file }) => relative(ROOT, file));
  const tracked = execFileSync('git', ['ls-files', '*.test.ts', '*.test.tsx'], options);
  expect(run.toSorted()).toEqual(tracked.trim().split('\n').toSorted());
});
