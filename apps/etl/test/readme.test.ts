import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ETL_ERROR_CODES } from '../src/errors.ts';

test('The README lists every error code, and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| `([a-z-]+)` /gm)].map(([, code]) => code);
  expect(listed.toSorted()).toEqual([...ETL_ERROR_CODES].toSorted());
});
