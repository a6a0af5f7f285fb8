import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().runBatch([
    'CREATE TABLE a (id INT, s SUPER)',
    'CREATE TABLE b (id INT, k INT, s SUPER)',
    'CREATE TABLE c (k INT, name VARCHAR(10), s SUPER)',
    `INSERT INTO a VALUES (1, JSON_PARSE('{"x":"one","items":[{"v":5},{"v":6}]}')), (2, NULL)`,
    `INSERT INTO b VALUES (1, 7, JSON_PARSE('{"x":{"y":"two"}}'))`,
    `INSERT INTO c VALUES (7, 'seven', JSON_PARSE('{"x":"three"}'))`,
  ]);
});

test.each([
  [
    'a.id, c.name FROM a LEFT JOIN (b JOIN c ON b.k = c.k) ON a.id = b.id',
    [
      [1, 'seven'],
      [2, null],
    ],
  ],
  [
    `a.s.x::VARCHAR, c.s.x::VARCHAR FROM a LEFT JOIN (b INNER JOIN c ON (b.k = c.k)) ON (a.id = b.id)`,
    [
      ['one', 'three'],
      [null, null],
    ],
  ],
  [
    `p.s.x = 'one', r.name FROM ((a AS p JOIN b q ON p.id = q.id) LEFT JOIN c r ON q.k = r.k)`,
    [[true, 'seven']],
  ],
  [`q.s.x.y::VARCHAR, q.k FROM (((a p JOIN b q USING (id)) JOIN c USING (k)))`, [['two', 7]]],
  [
    `q.name, q.s.x::VARCHAR FROM a JOIN (b JOIN (SELECT k, name, s FROM (c JOIN b d USING (k, s))
       UNION ALL SELECT c.k, c.name, c.s FROM c) q ON b.k = q.k) ON a.id = b.id`,
    [['seven', 'three']],
  ],
  [
    `q.name, b.k FROM a, ((SELECT name, k FROM c) q CROSS JOIN b), (SELECT 1 AS one) o WHERE a.id = o.one`,
    [['seven', 7]],
  ],
  [`q.k, a.id FROM ((SELECT k FROM c) UNION (SELECT k FROM b)) q JOIN a ON a.id = 1`, [[7, 1]]],
  [`j.name, j.x FROM ((SELECT id AS x FROM a) p JOIN c ON p.x = 1) AS j`, [['seven', 1]]],
  [
    `d.name, e.k FROM (public.c d JOIN dev.public.b e ON d.k = e.k), dev.public.a f WHERE f.id = 2`,
    [['seven', 7]],
  ],
  [`i.v FROM (a JOIN a.s.items i ON TRUE) ORDER BY 1`, [['5'], ['6']]],
  [
    `EXTRACT(year FROM ('2024-02-01'::DATE)), c.name FROM (c JOIN b ON c.k = b.k)`,
    [[2024, 'seven']],
  ],
])('tables that are joined in parentheses have their names: %s', async (sql, rows) => {
  expect(await redshift().query(`SELECT ${sql}`)).toEqual(rows);
});

test('so have those of UPDATE and DELETE, and temporary tables', async () => {
  await redshift().runBatch([
    'CREATE TABLE kept (id INT, name VARCHAR(10), s SUPER)',
    "INSERT INTO kept VALUES (1, 'x', JSON_PARSE('{\"x\":1}')), (2, 'y', NULL)",
  ]);
  await redshift().query(
    'UPDATE kept SET name = c.name FROM (b JOIN dev.public.c ON b.k = c.k) WHERE b.id = kept.id AND kept.s.x = 1',
  );
  expect(await redshift().query('SELECT id, name FROM kept ORDER BY 1')).toEqual([
    [1, 'seven'],
    [2, 'y'],
  ]);
  await redshift().query(
    "DELETE FROM kept USING (b JOIN c ON b.k = c.k) WHERE b.id = kept.id AND c.s.x = 'three'",
  );
  expect(await redshift().query('SELECT id FROM kept')).toEqual([[2]]);
  const { Id } = await redshift().runBatch([
    'CREATE TABLE #t AS SELECT 7 AS k',
    'SELECT c.name FROM (c JOIN #t ON #t.k = c.k)',
  ]);
  expect(await redshift().rows(`${Id}:2`)).toEqual([['seven']]);
});

test.each([
  'SELECT 1 FROM ONLY a',
  'SELECT 1 FROM a *',
  'SELECT 1 FROM (ONLY a JOIN b ON TRUE)',
  'SELECT 1 FROM (a * JOIN b ON TRUE)',
  'SELECT 1 FROM (a JOIN (b JOIN public.c * ON TRUE) ON TRUE)',
  'SELECT 1 FROM a, ONLY b',
  'SELECT 1 FROM a, b * WHERE TRUE',
  'SELECT 1 FROM ONLY (a)',
  'UPDATE ONLY a SET id = 1',
  'UPDATE a * SET id = 1',
  'DELETE FROM ONLY a',
  'DELETE FROM a USING b, ONLY c',
])('descendants of a table are no part of the syntax: %s', async (sql) => {
  expect(await redshift().errorOf(sql)).toContain('syntax error at or near');
});

test('a product is not taken for the descendants of a table', async () => {
  expect(
    await redshift().query(
      "SELECT TRIM('x' FROM name), id * 2, a.* FROM a, c WHERE EXISTS (SELECT *, 1 FROM b) AND id = 2",
    ),
  ).toEqual([['seven', 4, 2, null]]);
});
