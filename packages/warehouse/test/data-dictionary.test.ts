import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataDictionary } from '../src/data-dictionary.ts';
import { TABLES, VIEWS } from '../src/index.ts';
import { viewSources } from '../src/view-sources.ts';

const DOCUMENT = new URL('../../../docs/data-dictionary.md', import.meta.url);

test('The data dictionary is up to date: `npx nx run warehouse:dictionary` writes it', async () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(await dataDictionary());
});

test('Every table, view and column has a description', () => {
  const comments = [...TABLES, ...VIEWS].flatMap((relation) => [
    relation.comment,
    ...relation.columns.map((column) => column.comment),
  ]);
  expect(comments.filter((comment) => comment.length < 4)).toEqual([]);
});

test('The sources of a view are found through joins, subqueries, windows and aggregates', async () => {
  const names = ['day', 'label', 'images', 'previous', 'age', 'constant'];
  const sources = await viewSources({
    columns: names.map((name) => ({ name, type: 'VARCHAR(1)', comment: name })),
    select: `SELECT q.day, l.name, COUNT(*), LAG(q.n) OVER (PARTITION BY l.kind ORDER BY q.day),
      DATEDIFF(day, q.day, GETDATE()), 1
      FROM (SELECT uploaded_day AS day, image_id, COUNT(*) AS n FROM warehouse.fact_image GROUP BY 1, 2) q
      LEFT JOIN warehouse.dim_label l ON l.label_id = q.image_id`,
  });
  const day = 'warehouse.fact_image.uploaded_day';
  expect([...sources.values()].map((each) => [...each])).toEqual([
    [day],
    ['warehouse.dim_label.name'],
    ['warehouse.fact_image'],
    ['warehouse.fact_image', 'warehouse.dim_label.kind', day],
    [day],
    [],
  ]);
  const missing = viewSources({ columns: [], select: 'SELECT x FROM warehouse.dim_label' });
  await expect(missing).rejects.toThrow('known column');
});
