import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const client = sharedRedshift();

/** As many rows as the digits make: no series can be joined with Redshift's tables. */
const NUMBERS = `SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS n
  FROM digit a CROSS JOIN digit b CROSS JOIN digit c CROSS JOIN digit d`;

beforeAll(async () => {
  await client().query('CREATE TABLE digit (n INT)');
  await client().query(`INSERT INTO digit VALUES ${[...'0123456789'].map((n) => `(${n})`).join()}`);
});

async function factsOf(table: string) {
  const [[rows, dead] = []] = await client().query(
    `SELECT c.reltuples::BIGINT, s.n_dead_tup FROM pg_class c
     JOIN pg_stat_all_tables s ON s.relid = c.oid WHERE c.relname = '${table}'`,
  );
  return { rows, dead };
}

test('the planner knows the number of rows after a load, and after most are deleted', async () => {
  await client().query('CREATE TABLE loaded (n INT, name VARCHAR(20))');
  await client().query(`INSERT INTO loaded SELECT n, 'name' FROM (${NUMBERS}) numbers`);
  expect(await factsOf('loaded')).toMatchObject({ rows: 10_000 });
  await client().query('DELETE FROM loaded WHERE n >= 100');
  expect(await factsOf('loaded')).toEqual({ rows: 100, dead: 0 });
});

test('rows that a batch replaces again and again leave no room behind', async () => {
  await client().query(`CREATE TABLE replaced AS SELECT n FROM (${NUMBERS}) numbers WHERE n < 500`);
  const sizeOf = () => client().query("SELECT pg_relation_size('replaced')");
  const before = await sizeOf();
  for (let round = 0; round < 12; round += 1) {
    await client().runBatch([
      'DELETE FROM replaced',
      `INSERT INTO replaced SELECT n FROM (${NUMBERS}) numbers WHERE n < 500`,
    ]);
  }
  const [[size] = []] = await sizeOf();
  expect(Number(size)).toBeLessThanOrEqual(4 * Number(before[0]?.[0]));
});

test('rows are found by the keys of their table, none of which is enforced', async () => {
  await client().query(`CREATE TABLE keyed (
    id VARCHAR(32) PRIMARY KEY, day DATE, text VARCHAR(65535) UNIQUE, n INT DISTKEY,
    UNIQUE (day, id)) SORTKEY (day)`);
  const indexes = await client().query(
    "SELECT indexdef FROM pg_indexes WHERE tablename = 'keyed' ORDER BY indexdef",
  );
  expect(indexes.map(([text]) => /\(.*\)/.exec(String(text))?.[0]).toSorted()).toEqual([
    '(day, id)',
    '(id)',
    '(n)',
  ]);
  await client().query(`CREATE TABLE IF NOT EXISTS keyed (id VARCHAR(32) PRIMARY KEY)`);
  await client().query(
    "INSERT INTO keyed VALUES ('1', '2026-11-21', 'x', 1), ('1', '2026-11-21', 'x', 1)",
  );
  expect(await client().query('SELECT COUNT(*) FROM keyed')).toEqual([[2]]);
});
