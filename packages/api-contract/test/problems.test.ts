import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type Problem,
  PROBLEM_CODES,
  PROBLEMS,
  problemSchema,
  problemTypeOf,
} from '../src/index.ts';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test('The README lists every problem with its status, and no other', () => {
  const rows = [...README.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) /gm)];
  const listed = Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]));
  const defined = PROBLEM_CODES.map((code) => [code, PROBLEMS[code].status]);
  expect(listed).toEqual(Object.fromEntries(defined));
});

test('A problem is parsed with its code, and an unknown code is rejected', () => {
  const problem: Problem = {
    type: problemTypeOf('not-found'),
    title: PROBLEMS['not-found'].title,
    status: 404,
    detail: 'No image has the id',
    code: 'not-found',
    requestId: 'r1',
  };
  expect(problem.type).toBe('urn:problem-type:miniatura:not-found');
  expect(problemSchema.parse(problem)).toEqual(problem);
  expect(problemSchema.safeParse({ ...problem, code: 'teapot' }).success).toBe(false);
});
