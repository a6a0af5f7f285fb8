import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const path = join(import.meta.dirname, '../../../docs/reliability.md');
const text = readFileSync(path, 'utf8');

const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (guarantee|---|:?-)/.test(line))
  .filter((line) => !line.startsWith('| run'))
  .map((line) => line.split(' | '));

function linksOf(cell = ''): string[] {
  return [...cell.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
}

test('each test that docs/reliability.md names exists', () => {
  const named = linksOf(text).filter((target) => target.endsWith('.test.ts'));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((target) => !existsSync(join(dirname(path), target)))).toEqual([]);
});

test('each guarantee of docs/reliability.md names a test', () => {
  const guarantees = rows.filter(([first = '']) => !first.includes('proofs:'));
  const untested = guarantees.filter(
    ([, , proof]) => !linksOf(proof).some((target) => target.endsWith('.test.ts')),
  );
  expect(untested.map(([guarantee]) => guarantee)).toEqual([]);
});
