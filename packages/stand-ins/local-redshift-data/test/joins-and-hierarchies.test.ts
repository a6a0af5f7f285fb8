import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();
beforeAll(async () => {
  for (const sql of [
    'CREATE TABLE person (id INT, name VARCHAR(20), boss INT)',
    "INSERT INTO person VALUES (1, 'Ann', NULL), (2, 'Bo', 1), (3, 'Cy', 1), (4, 'Di', 2), (9, 'Xe', 9)",
    'CREATE TABLE desk (person_id INT, floor INT)',
    'INSERT INTO desk VALUES (1, 3), (2, 4), (2, 5)',
    'CREATE TABLE room (floor INT, name VARCHAR(10))',
    "INSERT INTO room VALUES (3, 'third'), (5, 'fifth')",
  ]) {
    await redshift().query(sql);
  }
});

const rowsOf = (sql: string) => redshift().query(sql);
const errorOf = (sql: string) => redshift().errorOf(sql);

test('(+) makes an outer join of its table, with all conditions that it marks', async () => {
  expect(
    await rowsOf(
      `SELECT p.id, d.floor FROM desk d, person AS p
       WHERE p.id = d.person_id(+) AND d.floor(+) > 3 AND p.id BETWEEN 1 AND 3 ORDER BY 1, 2`,
    ),
  ).toEqual([
    [1, null],
    [2, 4],
    [2, 5],
    [3, null],
  ]);
  // The one that another depends on is joined first.
  expect(
    await rowsOf(
      `SELECT p.id, r.name FROM room r, desk d, person p
       WHERE d.floor = r.floor(+) AND d.person_id(+) = p.id AND p.id < 4 ORDER BY 1, d.floor`,
    ),
  ).toEqual([
    [1, 'third'],
    [2, null],
    [2, 'fifth'],
    [3, null],
  ]);
});

test('(+) where it has no meaning is rejected', async () => {
  for (const [sql, error] of [
    ['SELECT 1 FROM person p JOIN desk d ON true WHERE p.id = d.floor(+)', /JOIN in FROM/],
    ['SELECT 1 FROM person p, desk d WHERE p.id(+) = d.floor(+)', /one table/],
    ['SELECT 1 FROM person p, desk d WHERE p.id = floor(+)', /not supported by local-/],
    ['SELECT 1 FROM person p, desk d WHERE p.id = d.floor(+) OR p.id = 1', /with OR/],
    [
      'UPDATE person SET id = 1 FROM desk d WHERE person.id = d.floor(+)',
      /not supported by local-/,
    ],
  ] as const) {
    expect(await errorOf(sql)).toMatch(error);
  }
});

test('CONNECT BY follows rows from their roots, and WHERE is applied after it', async () => {
  expect(
    await rowsOf(
      `SELECT id, LEVEL, LEVEL * 10 AS tens FROM person WHERE id <> 2
       START WITH name = 'Ann' CONNECT BY PRIOR id = boss ORDER BY 1`,
    ),
  ).toEqual([
    [1, 1, 10],
    [3, 2, 20],
    [4, 3, 30],
  ]);
  expect(
    await rowsOf(
      `SELECT COUNT(*) FROM person p CONNECT BY p.boss = PRIOR p.id AND LEVEL < 3 START WITH p.id < 9`,
    ),
  ).toEqual([[7]]);
  expect(
    await rowsOf('SELECT * FROM person START WITH id = 4 CONNECT BY id = PRIOR boss ORDER BY id'),
  ).toEqual([
    [1, 'Ann', null],
    [2, 'Bo', 1],
    [4, 'Di', 2],
  ]);
  expect(
    await rowsOf(
      `SELECT id FROM (SELECT id, boss FROM person WHERE id < 4)
       START WITH id = 1 CONNECT BY PRIOR id = boss ORDER BY id`,
    ),
  ).toEqual([[1], [2], [3]]);
  expect(await errorOf('SELECT id FROM person CONNECT BY id = boss')).toMatch(/expects PRIOR/);
  expect(
    await errorOf('SELECT 1 FROM person p JOIN desk d ON true CONNECT BY PRIOR p.id = p.boss'),
  ).toMatch(/not supported by local-redshift-data: CONNECT BY of a join/);
  expect(
    await redshift().errorOf(
      'SELECT id FROM person START WITH id = 1 CONNECT BY NOCYCLE PRIOR id = id',
    ),
  ).toContain('not supported by local-redshift-data: CONNECT BY NOCYCLE');
});

test('start, connect, level and prior are names where no hierarchy is', async () => {
  await rowsOf('CREATE TABLE start (level INT, connect INT, prior INT)');
  await rowsOf('INSERT INTO start VALUES (1, 2, 3)');
  expect(await rowsOf('SELECT level, connect, prior FROM start WHERE level = 1')).toEqual([
    [1, 2, 3],
  ]);
});

test('what changes nothing here fails where its object is missing', async () => {
  await rowsOf('CREATE MATERIALIZED VIEW kept AS SELECT COUNT(*) AS n FROM person');
  for (const sql of [
    'VACUUM person',
    'VACUUM FULL public.person TO 99 PERCENT',
    'ALTER SCHEMA public QUOTA 5 GB',
    'ALTER MATERIALIZED VIEW kept AUTO REFRESH YES',
  ]) {
    await rowsOf(sql);
    const missing = sql.replace(/public\.person|person|public|kept/, 'missing');
    expect(await errorOf(missing), missing).toMatch(/"missing" does not exist/);
  }
});
