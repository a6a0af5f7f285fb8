import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataDictionary, TABLES, VIEWS } from '../src/index.ts';

const DOCUMENT = new URL('../../../docs/data-dictionary.md', import.meta.url);

test('The data dictionary is up to date: `npx nx run warehouse:dictionary` writes it', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(dataDictionary());
});

test('Every table, view and column has a description', () => {
  const comments = [...TABLES, ...VIEWS].flatMap((relation) => [
    relation.comment,
    ...relation.columns.map((column) => column.comment),
  ]);
  expect(comments.filter((comment) => comment.length < 4)).toEqual([]);
});
