import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WAREHOUSE_ERROR_CODES } from '../src/index.ts';

test('The README lists every error code, and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| `([\w-]+)`/gm)].map(([, code]) => code);
  expect(listed.toSorted()).toEqual([...WAREHOUSE_ERROR_CODES].toSorted());
});
