import { expect, test } from 'vitest';
import { altTextOf } from '../src/alt-text.ts';

const label = (name: string, confidence: number) => ({ name, confidence });

test.each([
  [[], undefined],
  [[label('Dog', 99)], 'Dog'],
  [[label('Grass', 80), label('Dog', 99)], 'Dog and grass'],
  [
    [1, 2, 3, 4, 5, 6].map((n) => label(`Thing ${n}`, 100 - n)),
    'Thing 1, thing 2, thing 3, thing 4, and thing 5',
  ],
])('The alt text of %j is %j', (labels, text) => {
  expect(altTextOf(labels)).toBe(text);
});
