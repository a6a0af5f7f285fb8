import { imageDetailSchema, imageSummarySchema } from '@miniatura/api-contract';
import { IMAGE_COLUMN_LIST } from '@miniatura/metadata/image-columns';
import { expect, test } from 'vitest';

type Described = typeof IMAGE_COLUMN_LIST;

/** The columns that an answer has to have, and that the contract has not. */
function missingIn(contract: object, described: Described, answers: readonly string[]): string[] {
  return described
    .filter(([name, { api }]) => answers.includes(api) && !(name in contract))
    .map(([name]) => name);
}

const summary = imageSummarySchema.shape;
const detail = imageDetailSchema.shape;

test('The contract has each column that the API exposes, and one that it lacks is noticed', () => {
  expect(missingIn(summary, IMAGE_COLUMN_LIST, ['summary'])).toEqual([]);
  expect(missingIn(detail, IMAGE_COLUMN_LIST, ['summary', 'detail'])).toEqual([]);
  const [[, column]] = IMAGE_COLUMN_LIST as [Described[number]];
  const added = ['added', { ...column, api: 'detail' }] as unknown as Described[number];
  expect(missingIn(detail, [...IMAGE_COLUMN_LIST, added], ['detail'])).toEqual(['added']);
});

test('The contract has no column that the API never exposes', () => {
  const never = IMAGE_COLUMN_LIST.filter(([, { api }]) => api === 'never').map(([name]) => name);
  expect(never.filter((name) => name in detail)).toEqual([]);
});
