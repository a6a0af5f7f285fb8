import { beforeAll, describe, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().query('CREATE TABLE t (a INT, b VARCHAR(10))');
  await redshift().query("INSERT INTO t VALUES (1, 'x')");
});

/** Queries of PostgreSQL that Redshift's guide does not have, and a part of the error. */
const REJECTED: readonly (readonly [sql: string, error: string])[] = [
  ["SELECT OVERLAY('abc' PLACING 'x' FROM 2)", '"OVERLAY"'],
  ["SELECT COLLATION FOR ('a')", '"COLLATION"'],
  ['SELECT a FROM t ORDER BY a USING >', '"USING"'],
  ['SELECT FROM t', '"FROM"'],
  ['SELECT a FROM t GROUP BY DISTINCT a', '"DISTINCT"'],
  ['SELECT ROW(1, 2)', '"ROW"'],
  ['SELECT 1 INTERSECT ALL SELECT 1', 'INTERSECT ALL is not supported'],
  ['SELECT 1 MINUS ALL SELECT 1', 'EXCEPT ALL is not supported'],
  ['SELECT * FROM t JOIN t u USING (a) AS x', '"AS"'],
  ['SELECT * FROM generate_series(1, 2) WITH ORDINALITY', '"WITH"'],
  [
    'SELECT SUM(a) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t',
    '"EXCLUDE"',
  ],
  ['TABLE t', '"table"'],
  ['EXPLAIN TABLE t', '"table"'],
  ['SELECT * FROM (TABLE t) u', '"table"'],
  ['SELECT a, b FROM t UNION ALL TABLE t', '"table"'],
  ['CREATE VIEW v AS TABLE t', '"table"'],
  ['INSERT INTO t (a, b) TABLE t', '"table"'],
  ['CREATE RECURSIVE VIEW v (n) AS SELECT 1', '"recursive"'],
  ['CREATE TABLE u (LIKE t INCLUDING ALL)', '"INCLUDING"'],
  ['ALTER TABLE IF EXISTS t ADD COLUMN c INT', '"EXISTS"'],
  ['SELECT 0x1f', '"0x1f"'],
  ['SELECT 1_000', '"1_000"'],
  [String.raw`SELECT U&'\0061'`, '"U&\''],
  ["SELECT B'101'", '"B\'101\'"'],
  ["SELECT 1 = ANY ('{1,2}')", '"ANY"'],
  ['SELECT 1 WHERE EXISTS (VALUES (1))', '"VALUES"'],
  ['SELECT 1 UNION ALL VALUES (2)', '"VALUES"'],
  ['SELECT SUM(a ORDER BY a) FROM t', '"order"'],
  ['SELECT * FROM ONLY t', '"only"'],
  ["SELECT TIMESTAMP '2024-01-01' AT LOCAL", '"local"'],
  ["SELECT EXTRACT(isodow FROM DATE '2024-01-01')", 'date part "isodow"'],
  ["SELECT DATE_TRUNC('isoyear', DATE '2024-01-01')", 'date part "isoyear"'],
  ['SELECT random(1, 10)', 'random() with arguments does not exist'],
  ['SELECT LAG(a, 1, 0) OVER (ORDER BY a) FROM t', 'LAG with a default value'],
  ['CREATE TEMP TABLE u (a INT) ON COMMIT DROP', '"COMMIT"'],
  ['SELECT current_role', 'column "current_role" does not exist'],
  ['SELECT current_catalog', 'column "current_catalog" does not exist'],
  ['SELECT xmin FROM t', 'column "xmin" does not exist'],
  ['SELECT tableoid FROM t', 'column "tableoid" does not exist'],
  ["SELECT string_agg('a', ',')", 'function string_agg() does not exist'],
  ['SELECT array_agg(1)', 'function array_agg() does not exist'],
  ['SELECT clock_timestamp()', 'function clock_timestamp() does not exist'],
  ['SELECT transaction_timestamp()', 'function transaction_timestamp() does not exist'],
  ["SELECT justify_days(INTERVAL '40 days')", 'function justify_days() does not exist'],
];

describe('what the guide lists as unsupported, and what later versions have, is rejected', () => {
  test.each(REJECTED)('%s', async (sql, error) => {
    const message = await redshift().errorOf(sql);
    expect(message).toMatch(/syntax error|not supported|does not exist/);
    expect(message).toContain(error);
  });
});

test('similar syntax that Redshift has still runs', async () => {
  expect(
    await redshift().query(
      `SELECT (1, 2) = (1, 2), (1, 2) IN (SELECT 1, 2), POSITION('a' IN 'ba'), TRIM(' a '),
         'a' SIMILAR TO 'a' ESCAPE '#', 'a' LIKE 'a' ESCAPE '^'`,
    ),
  ).toEqual([[true, true, 2, 'a', true, true]]);
  expect(await redshift().query('SELECT a AS table FROM t')).toEqual([[1]]);
  await redshift().query('CREATE TABLE u (LIKE t INCLUDING DEFAULTS)');
  expect(await redshift().query('SELECT a FROM t UNION ALL SELECT a FROM u')).toEqual([[1]]);
});

test('functions that tools call in queries of the catalog run there alone', async () => {
  expect(
    await redshift().query("SELECT array_agg(relname) FROM pg_class WHERE relname = 't'"),
  ).toEqual([['{t}']]);
  expect(await redshift().errorOf('SELECT array_agg(a) FROM t')).toContain('Specified types');
});
