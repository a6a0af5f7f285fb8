import { expect, test } from 'vitest';
import { isStructural, structureOf } from '../src/images/structural-labels.ts';

function label(name: string, ...parents: string[]) {
  return {
    ...{ name, parents, confidence: 90, taxonomyLevel: null, modelVersion: '3.0' },
  };
}

test('Labels of format, colour and type are details, the others say what an image shows', () => {
  const labels = [
    label('Cat', 'Animal'),
    label('Landscape Format', 'Composition'),
    label('Composition'),
    label('Grey', 'Color'),
  ];
  expect(labels.filter((each) => !isStructural(each)).map(({ name }) => name)).toEqual(['Cat']);
  expect(structureOf(labels)).toBe('Landscape Format, Grey');
  expect(structureOf([label('Cat', 'Animal')])).toBeNull();
});
