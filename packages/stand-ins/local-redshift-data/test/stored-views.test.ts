import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const client = sharedRedshift(() => ({ postgresPort: 0 }));

/** The rows that are kept of the first query of a view; null while there are none. */
async function keptRows(view: string): Promise<unknown> {
  const [[n] = []] = await client().query(
    `SELECT c.reltuples::BIGINT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'redshift_kept_public' AND c.relname = '${view}/1'`,
  );
  return n ?? null;
}

test('a view that sums many rows up is kept, is never out of date, and shows in no list', async () => {
  await client().query('CREATE TABLE digit (n INT)');
  await client().query(`INSERT INTO digit VALUES ${[...'0123456789'].map((n) => `(${n})`).join()}`);
  await client().query(`CREATE TABLE sale AS SELECT a.n + 10 * b.n AS place, c.n AS price
    FROM digit a CROSS JOIN digit b CROSS JOIN digit c CROSS JOIN digit d CROSS JOIN digit e`);
  await client().query(`CREATE VIEW by_place AS
    SELECT place, COUNT(*) AS sale_count, SUM(price) AS total FROM sale GROUP BY place`);
  const ask = () =>
    client().query(
      'SELECT by_place.total, by_place.sale_count FROM public.by_place WHERE place = 7',
    );
  const before = await ask();
  expect(before).toEqual([[4500, 1000]]);
  await expect.poll(() => keptRows('by_place'), { timeout: 60_000 }).toBe(100);
  expect(await ask()).toEqual(before);
  await client().query('DELETE FROM sale WHERE place = 7 AND price > 0');
  expect(await ask()).toEqual([[0, 100]]);
  const { SubStatements = [] } = await client().runBatch([
    'DELETE FROM sale WHERE place = 7',
    'SELECT COUNT(*) FROM public.by_place WHERE place = 7',
  ]);
  expect(await client().rows(SubStatements[1]?.Id)).toEqual([[0]]);
  expect(
    await client().query(
      "SELECT DISTINCT table_schema FROM svv_tables WHERE table_schema LIKE 'redshift%'",
    ),
  ).toEqual([]);
});

test('a view with the current time or user is computed each time', async () => {
  await client().query(`CREATE VIEW timed AS
    SELECT place, MAX(GETDATE()) AS at FROM sale GROUP BY place`);
  await client().query(`CREATE VIEW other AS SELECT price, COUNT(*) AS n FROM sale GROUP BY price`);
  await expect.poll(() => keptRows('other'), { timeout: 60_000 }).toBe(10);
  expect(await keptRows('timed')).toBe(null);
});

test('the totals in a view with the current time are kept, and the time is computed', async () => {
  await client().query(`CREATE VIEW newest AS
    SELECT GETDATE() AS asked_at, sales.sale_count, digits.total
    FROM (SELECT COUNT(*) AS sale_count, MAX(place) AS last_place FROM sale) sales
    CROSS JOIN (SELECT SUM(n) AS total FROM digit) digits`);
  const ask = () => client().query('SELECT sale_count, total FROM public.newest');
  const time = async () => (await client().query('SELECT asked_at FROM public.newest'))[0]?.[0];
  const [[before] = []] = await client().query('SELECT COUNT(*) FROM sale');
  await expect.poll(() => keptRows('newest'), { timeout: 60_000 }).toBe(1);
  expect(await ask()).toEqual([[before, 45]]);
  const first = await time();
  await expect.poll(time).not.toBe(first);
  await client().query('INSERT INTO sale VALUES (7, 1)');
  expect(await ask()).toEqual([[Number(before) + 1, 45]]);
});

test('what a dropped view has read can be dropped, although its rows were kept', async () => {
  await client().query('CREATE TABLE big AS SELECT a.place FROM sale a CROSS JOIN digit b');
  await client().query('CREATE TABLE one AS SELECT 1 AS n');
  await client().query(`CREATE VIEW of_big AS SELECT GETDATE() AS at, c.n
    FROM (SELECT COUNT(*) AS n FROM big) c`);
  await client().query(`CREATE VIEW of_both AS SELECT GETDATE() AS at, c.n, one.n AS one
    FROM (SELECT COUNT(*) AS n FROM big) c CROSS JOIN one`);
  await expect.poll(() => keptRows('of_big'), { timeout: 60_000 }).toBe(1);
  await expect.poll(() => keptRows('of_both'), { timeout: 60_000 }).toBe(1);
  for (const sql of ['DROP VIEW of_both', 'DROP VIEW of_big', 'DROP TABLE one', 'DROP TABLE big']) {
    await client().query(sql);
  }
});

test('only roles that may read a view may read its stored rows', async () => {
  await client().query('CREATE ROLE reader');
  await client().query('GRANT SELECT ON other TO ROLE reader');
  await client().query('GRANT USAGE ON SCHEMA public TO ROLE reader');
  await expect.poll(() => keptRows('by_place'), { timeout: 60_000 }).toBe(100);
  await expect.poll(() => keptRows('other'), { timeout: 60_000 }).toBe(10);
  const asReader = { DbUser: 'reader' };
  await expect
    .poll(() => client().query('SELECT COUNT(*) FROM public.other', asReader), { timeout: 60_000 })
    .toEqual([[10]]);
  for (const name of ['public.by_place', 'redshift_kept_public.by_place']) {
    expect(await client().errorOf(`SELECT * FROM ${name}`, asReader)).toContain(
      'permission denied',
    );
  }
});
