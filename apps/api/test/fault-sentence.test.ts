import { expect, test } from 'vitest';
import * as z from 'zod';
import { faultSentence } from '../src/fault-sentence.ts';

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'Expected text but received nothing'],
  [z.string(), null, 'Expected text but received null'],
  [z.string(), ['a'], 'Expected text but received a list of 1 item'],
  [z.array(z.string()), {}, 'Expected a list but received an object'],
  [z.coerce.number(), 'many', 'Expected a number but received "many"'],
  [z.number().int(), 1.5, 'Expected a whole number but received 1.5'],
  [z.number().min(1), 0, 'Expected a number of at least 1 but received 0'],
  [z.number().lt(5), 7, 'Expected a number of less than 5 but received 7'],
  [z.string().min(1), '', 'Expected at least 1 character but received ""'],
  [
    z.array(z.string()).max(1),
    ['a', 'b'],
    'Expected at most 1 item but received a list of 2 items',
  ],
  [z.enum(['a', 'b']), 'c', 'Expected one of a, b but received "c"'],
  [z.iso.date(), '2026-02-30', 'Expected a day such as 2026-11-21 but received "2026-02-30"'],
  [z.string().regex(/^a$/), 'b', 'Expected text of the documented format but received "b"'],
  [z.string().regex(/^a$/, { error: 'Expected an a' }), 'b', 'Expected an a but received "b"'],
  [z.strictObject({}), { a: 1 }, 'Expected only documented names but received "a"'],
  [z.union([z.string(), z.null()]), 1, 'Expected a value of the documented form but received 1'],
  [z.enum(['a', 'b']), 'c'.repeat(99), `Expected one of a, b but received "${'c'.repeat(59)}…`],
])('%# a fault is described as %3$s', (schema, received, sentence) => {
  const [issue] = schema.safeParse(received).error?.issues ?? [];
  expect(issue && faultSentence(issue, received)).toBe(sentence);
});
