import { expect, test } from 'vitest';
import { isStructural, structuralLabels } from '../src/structural-categories.ts';

function label(name: string, ...parents: string[]) {
  return { name, parents };
}

test('Labels of format, colour and type are details, the others say what an image shows', () => {
  const labels = [
    label('Cat', 'Animal'),
    label('Landscape Format', 'Composition'),
    label('Composition'),
    label('Grey', 'Color'),
  ];
  expect(labels.filter((each) => !isStructural(each)).map(({ name }) => name)).toEqual(['Cat']);
  expect(structuralLabels(labels).map(({ name }) => name)).toEqual(['Landscape Format', 'Grey']);
  expect(structuralLabels([label('Cat', 'Animal')])).toEqual([]);
});
