import { expect, test } from 'vitest';
import { readJsonAnswer } from '../src/index.ts';

test.each([
  ['plain JSON', '{"findings":[]}', { findings: [] }],
  ['a list', '[1]', [1]],
  ['a fence', '```json\n{"a":1}\n```', { a: 1 }],
  ['text around it', 'Here you are: {"a":"}"} I hope it helps.', { a: '}' }],
  ['a truncated answer', '{"a":[{"b":1},{"b":2', { a: [{ b: 1 }, { b: 2 }] }],
  ['single quotes and a trailing comma', "{'a': [1,],}", { a: [1] }],
])('%s is parsed', (_, text, value) => {
  expect(readJsonAnswer(text)).toEqual(value);
});

test.each([
  ['text', 'A dog on a beach.'],
  ['nothing', ''],
  ['extreme depth', '['.repeat(90_000)],
  ['a book', `{"a":"${'x'.repeat(100_000)}"}`],
])('%s is rejected', (_, text) => {
  expect(() => readJsonAnswer(text)).toThrow(/^Expected JSON from the vision model/);
});
