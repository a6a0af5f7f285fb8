import { expect, test } from 'vitest';
import { altTextOf } from '../src/alt-text.ts';

function label(name: string, confidence: number, ...parents: string[]) {
  return { name, confidence, parents };
}

test.each([
  [[], undefined],
  [[label('Dog', 99)], 'Dog'],
  [[label('Grass', 80), label('Dog', 99)], 'Dog and grass'],
  [
    [label('Landscape Format', 100, 'Composition'), label('Composition', 100), label('Dog', 60)],
    'Dog',
  ],
  [
    [
      label('Landscape Format', 100, 'Composition'),
      label('Composition', 100),
      label('Blue', 80, 'Color'),
      label('Color', 80),
    ],
    'Landscape format and blue',
  ],
  [
    [1, 2, 3, 4, 5, 6].map((n) => label(`Thing ${n}`, 100 - n)),
    'Thing 1, thing 2, thing 3, thing 4, and thing 5',
  ],
])('The alt text of %j is %j', (labels, text) => {
  expect(altTextOf(labels)).toBe(text);
});
