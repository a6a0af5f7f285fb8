import { expect, test } from 'vitest';
import { readJsonAnswer } from '../src/index.ts';

test.each([
  ['plain JSON', '{"findings":[]}', { findings: [] }],
  ['a list', '[1]', [1]],
  ['a fence', '```json\n{"a":1}\n```', { a: 1 }],
  ['words around it', 'Here you are: {"a":"}"} I hope it helps.', { a: '}' }],
  ['what was broken off', '{"a":[{"b":1},{"b":2', { a: [{ b: 1 }, { b: 2 }] }],
  ['single quotes and a comma too many', "{'a': [1,],}", { a: [1] }],
])('%s is read', (_, text, value) => {
  expect(readJsonAnswer(text)).toEqual(value);
});

test.each([
  ['words', 'A dog on a beach.'],
  ['nothing', ''],
  ['depth without end', '['.repeat(90_000)],
  ['a book', `{"a":"${'x'.repeat(100_000)}"}`],
])('%s is no answer', (_, text) => {
  expect(() => readJsonAnswer(text)).toThrow(/^Expected JSON of the vision model/);
});
