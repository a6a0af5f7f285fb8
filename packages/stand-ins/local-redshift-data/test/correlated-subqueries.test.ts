import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().runBatch([
    'CREATE TABLE event (eventid INT, name VARCHAR(10))',
    'CREATE TABLE sale (saleid INT, eventid INT, qty INT)',
    'CREATE TABLE listing (listid INT, eventid INT)',
    "INSERT INTO event VALUES (1, 'a'), (2, 'b')",
    'INSERT INTO sale VALUES (1, 1, 5), (2, 1, 7)',
    'INSERT INTO listing VALUES (1, 2)',
  ]);
});

test.each([
  `SELECT name FROM event WHERE NOT EXISTS (SELECT * FROM listing WHERE NOT EXISTS (
     SELECT * FROM sale WHERE event.eventid = sale.eventid))`,
  `SELECT * FROM event LEFT JOIN listing ON event.eventid = listing.eventid AND listid = (
     SELECT MAX(saleid) FROM sale WHERE sale.eventid = listing.eventid)`,
  `SELECT saleid FROM sale s WHERE qty NOT IN (
     SELECT SUM(listid) OVER () FROM listing l WHERE s.eventid = l.eventid)`,
  `SELECT event.eventid, (SELECT COUNT(*) FROM sale WHERE sale.eventid = event.eventid) AS n
   FROM event GROUP BY n, event.eventid`,
  `SELECT eventid, (SELECT COUNT(*) FROM sale s WHERE s.eventid = e.eventid) FROM event e GROUP BY 1, 2`,
  `SELECT * FROM event e WHERE eventid IN (SELECT SUM(qty) FROM sale s WHERE s.eventid = e.eventid GROUP BY saleid)`,
  'DELETE FROM event WHERE EXISTS (SELECT 1 FROM sale WHERE saleid IN (SELECT 1 FROM listing l WHERE l.eventid = event.eventid))',
])('a pattern that the guide lists as unsupported is rejected: %s', async (sql) => {
  expect(await redshift().errorOf(sql)).toContain(
    'This type of correlated subquery pattern is not supported',
  );
});

test.each([
  [
    `SELECT name, (SELECT SUM(qty) FROM sale s WHERE s.eventid = e.eventid) FROM event e ORDER BY 1`,
    [
      ['a', 12],
      ['b', null],
    ],
  ],
  [
    `SELECT name FROM event e WHERE EXISTS (SELECT 1 FROM sale s WHERE s.eventid = e.eventid)`,
    [['a']],
  ],
  [
    `SELECT name FROM event e WHERE eventid IN (SELECT MAX(eventid) FROM sale s WHERE s.eventid = e.eventid GROUP BY saleid)`,
    [['a']],
  ],
  [
    `SELECT name FROM event e JOIN listing l ON l.eventid = e.eventid AND l.listid IN (SELECT saleid FROM sale)`,
    [['b']],
  ],
  [
    `SELECT name FROM (SELECT e.name, ROW_NUMBER() OVER (ORDER BY e.eventid) AS n FROM event e) e
    WHERE EXISTS (SELECT 1 FROM sale s WHERE s.saleid = e.n) ORDER BY 1`,
    [['a'], ['b']],
  ],
  [
    `SELECT name FROM event e JOIN sale s ON s.eventid = e.eventid AND EXISTS (
       SELECT 1 FROM listing l WHERE l.listid = s.saleid) LEFT JOIN listing ON listing.eventid = e.eventid`,
    [['a']],
  ],
  [
    `SELECT name FROM event e WHERE eventid NOT IN (SELECT ABS(qty) FROM sale s WHERE s.eventid = e.eventid GROUP BY qty)
     ORDER BY 1`,
    [['a'], ['b']],
  ],
  [
    `SELECT eventid, (SELECT COUNT(*) FROM sale s WHERE s.eventid = e.eventid) AS name
     FROM event e GROUP BY name, eventid ORDER BY 1`,
    [
      [1, 2],
      [2, 0],
    ],
  ],
  [
    `SELECT e.eventid, COALESCE((SELECT MAX(qty) FROM sale s WHERE s.eventid = e.eventid), 0) "name", COUNT(*)
     FROM (event e JOIN listing l ON TRUE) GROUP BY 1, (name) HAVING COUNT(*) = 1 ORDER BY 1`,
    [
      [1, 7, 1],
      [2, 0, 1],
    ],
  ],
  [
    `SELECT (SELECT COUNT(*) FROM sale s WHERE s.eventid = e.eventid) AS eventid
     FROM event e LEFT JOIN listing l USING (eventid) GROUP BY eventid ORDER BY 1`,
    [[0], [2]],
  ],
  [
    `WITH w AS (SELECT eventid AS id, name AS n FROM event)
     SELECT DISTINCT TOP 5 (SELECT COUNT(*) FROM sale s WHERE s.eventid = w.id) AS n, id FROM w GROUP BY n, w.id ORDER BY 2`,
    [
      [2, 1],
      [0, 2],
    ],
  ],
] as const)('other correlated subqueries run: %s', async (sql, rows) => {
  expect(await redshift().query(sql)).toEqual(rows);
});

test.each([
  'event a LEFT JOIN event b USING (eventid)',
  'event a JOIN (SELECT s.eventid FROM sale s JOIN listing l USING (eventid)) b ON a.eventid = b.eventid JOIN event c ON TRUE',
  'event a JOIN listing l USING (eventid) CROSS JOIN event b',
])('a column that a join does not merge is ambiguous in GROUP BY: %s', async (tables) => {
  expect(
    await redshift().errorOf(`SELECT (SELECT 1) AS name, COUNT(*) FROM ${tables} GROUP BY name`),
  ).toContain('column reference "name" is ambiguous');
});

test.each([
  'event a LEFT JOIN event b USING (eventid, name)',
  'event a NATURAL JOIN event b',
  "(event a JOIN (SELECT RIGHT(name, 1) AS name FROM sale FULL JOIN event e ON TRUE) b USING (name)) JOIN sale s ON RIGHT('x', 1) = 'x'",
])('a column that a join merges is that of its first table: %s', async (tables) => {
  expect(
    await redshift().query(
      `SELECT (SELECT COUNT(*) FROM sale s WHERE s.eventid = MIN(a.eventid)) AS name FROM ${tables} GROUP BY name ORDER BY 1`,
    ),
  ).toEqual([[0], [2]]);
});

test('queries of the catalog are not limited', async () => {
  expect(
    await redshift().query(
      `SELECT relname FROM pg_class c WHERE EXISTS (SELECT 1 FROM pg_attribute a WHERE EXISTS (
         SELECT 1 FROM pg_type t WHERE t.typrelid = c.oid AND a.attrelid = c.oid)) AND relname = 'event'`,
    ),
  ).toEqual([['event']]);
});

function count(rest: string) {
  return `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) ${rest}`;
}

test('a recursive query is a UNION ALL with names, before the whole query', async () => {
  expect(await redshift().query(count('SELECT SUM(i) FROM n'))).toEqual([[10]]);
  for (const [sql, error] of [
    [count('SELECT 1').replace(' ALL', ''), 'must be a UNION ALL'],
    [
      count('SELECT 1').replace('n(i)', 'n').replace('SELECT 1 U', 'SELECT 1 AS i U'),
      'list of column names',
    ],
    [count('SELECT 1').replace('< 4)', '< 4 LIMIT 9)'), 'cannot have ORDER BY or LIMIT'],
    [
      `SELECT * FROM (${count('SELECT i FROM n')}) q`,
      'WITH RECURSIVE is not supported in a subquery',
    ],
    [
      'WITH RECURSIVE a(x) AS (SELECT x FROM b), b(x) AS (SELECT 1) SELECT * FROM a',
      'relation "b" does not exist',
    ],
  ] as const) {
    expect(await redshift().errorOf(sql), sql).toContain(error);
  }
});
