import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { copiesVariables, variables } from '../src/config.ts';
import { COPIES_METRICS } from '../src/create-copies-handler.ts';
import { RETENTION_METRICS } from '../src/create-handler.ts';
import { RETENTION_ERROR_CODES } from '../src/errors.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('The README lists every error code, and no other', () => {
  const listed = [...readme.matchAll(/^\| `([a-z]+-[a-z]+)` /gm)].map(([, code]) => code);
  expect(listed.toSorted()).toEqual([...RETENTION_ERROR_CODES].toSorted());
});

test('The README lists every variable and every metric', () => {
  const all = { ...variables, ...copiesVariables };
  const names = [...Object.keys(all), ...Object.keys(RETENTION_METRICS), ...COPIES_METRICS];
  for (const name of names) expect(readme).toContain(`\`${name}\``);
});
