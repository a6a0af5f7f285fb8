import { describe, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const client = sharedRedshift(() => ({ postgresPort: 0 }));

/** The rows that are kept of a view, or of the first query in it; null while there are none. */
async function keptRows(view: string): Promise<unknown> {
  const [[oid] = []] = await client().query(
    `SELECT c.oid::BIGINT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relname = '${view}'`,
  );
  const [[n] = []] = await client().query(
    `SELECT c.reltuples::BIGINT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'redshift_kept_public' AND c.relkind = 'r'
       AND c.relname IN ('${view}', 'part_${String(oid)}_1')`,
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
  await client().query(`CREATE VIEW on_timed AS SELECT s.price, MAX(t.at) AS at
    FROM timed t JOIN sale s ON s.place = t.place GROUP BY s.price`);
  await client().query(`CREATE VIEW other AS SELECT price, COUNT(*) AS n FROM sale GROUP BY price`);
  await expect.poll(() => keptRows('other'), { timeout: 60_000 }).toBe(10);
  expect([await keptRows('timed'), await keptRows('on_timed')]).toEqual([null, null]);
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

describe('Stored rows', () => {
  const isKept = (view: string) =>
    expect.poll(() => keptRows(view), { timeout: 60_000 }).toEqual(expect.any(Number));
  /** The rows of a view, computed and as they are kept. */
  const both = async (view: string, list = '*') => [
    await client().query(`SELECT ${list} FROM ${view} ORDER BY 1`),
    await client().query(`SELECT ${list} FROM public.${view} ORDER BY 1`),
  ];

  test('are those of the tables that have the names now', async () => {
    await client().query('CREATE TABLE old_sale AS SELECT place, price + 1000 AS price FROM sale');
    await client().query(`CREATE VIEW priced AS
      SELECT place, SUM(price) AS total FROM sale GROUP BY place`);
    await client().query(`CREATE VIEW summed AS
      SELECT GETDATE() AS at, s.total FROM (SELECT SUM(price) AS total FROM sale) s`);
    await isKept('summed');
    for (const [from, to] of [
      ['sale', 's'],
      ['old_sale', 'sale'],
      ['s', 'old_sale'],
    ]) {
      await client().query(`ALTER TABLE ${from} RENAME TO ${to}`);
    }
    await client()
      .query('ALTER VIEW priced RENAME COLUMN total TO amount')
      .catch(() => undefined);
    await isKept('summed');
    const [computed, stored] = await both('summed', 'total');
    expect(stored).toEqual(computed);
    const [priced, storedPriced] = await both('priced');
    expect(storedPriced).toEqual(priced);
    for (const [from, to] of [
      ['sale', 's'],
      ['old_sale', 'sale'],
      ['s', 'old_sale'],
    ]) {
      await client().query(`ALTER TABLE ${from} RENAME TO ${to}`);
    }
  });

  test('are right with long names, common table expressions and backslashes', async () => {
    const long = 'v'.repeat(62);
    await client().query(`CREATE VIEW ${long} AS SELECT a.n AS an, b.n AS bn, GETDATE() AS g
      FROM (SELECT COUNT(*) AS n FROM sale) a CROSS JOIN (SELECT MAX(place) AS n FROM sale) b`);
    await client().query('CREATE TABLE x AS SELECT n FROM digit');
    await client().query(`CREATE VIEW hidden AS WITH x AS (SELECT 1 AS n UNION ALL SELECT 2)
      SELECT b.c, d.e FROM (SELECT COUNT(*) AS c FROM x) b
      CROSS JOIN (SELECT COUNT(*) AS e FROM sale) d`);
    await client().query('CREATE TABLE path (name VARCHAR(20))');
    await client().query(`CREATE VIEW slashed AS SELECT REPLACE(name, '\\\\', '/') AS b FROM path`);
    await client().query(
      `CREATE VIEW zz AS SELECT price, MAX(place) AS m FROM sale GROUP BY price`,
    );
    await isKept(long);
    await isKept('zz');
    for (const view of [`${long}`, 'hidden']) {
      const list = view === long ? 'an, bn' : 'c, e';
      const [computed, stored] = await both(view, list);
      expect(stored).toEqual(computed);
    }
  });

  test('are read by the roles that may read the view, and by no others', async () => {
    for (const sql of [
      'CREATE ROLE owning',
      'CREATE ROLE reading',
      'GRANT ALL ON SCHEMA public TO ROLE owning',
      'GRANT SELECT ON sale TO ROLE owning',
      'GRANT USAGE ON SCHEMA public TO ROLE reading',
    ]) {
      await client().query(sql);
    }
    const asOwner = { DbUser: 'owning' };
    await client().query(
      'CREATE VIEW owned AS SELECT place, COUNT(*) AS n FROM sale GROUP BY 1',
      asOwner,
    );
    await client().query('GRANT SELECT ON owned TO ROLE reading', asOwner);
    await isKept('owned');
    const count = 'SELECT COUNT(*) FROM public.owned';
    await expect.poll(() => client().query(count, asOwner)).toEqual([[100]]);
    expect(await client().query(count, { DbUser: 'reading' })).toEqual([[100]]);
    await client().query('REVOKE SELECT ON sale FROM ROLE owning');
    await client().query('CREATE VIEW later AS SELECT price, MIN(place) AS m FROM sale GROUP BY 1');
    await isKept('later');
    expect(await client().errorOf(count, { DbUser: 'reading' })).toContain('permission denied');
    for (const sql of [
      'DROP VIEW owned',
      'REVOKE USAGE ON SCHEMA public FROM ROLE reading',
      'DROP ROLE reading',
    ]) {
      await client().query(sql);
    }
  });

  test('are out of date after a procedure that fails and keeps its changes', async () => {
    await client().query(`CREATE PROCEDURE half() AS $$ BEGIN
      INSERT INTO sale VALUES (0, 77); COMMIT; RAISE EXCEPTION 'later'; END $$ LANGUAGE plpgsql`);
    await client().query(
      'CREATE VIEW by_price AS SELECT price, COUNT(*) AS n FROM sale GROUP BY 1',
    );
    await isKept('by_price');
    expect(await client().errorOf('CALL half()')).toContain('later');
    expect(await client().query('SELECT n FROM public.by_price WHERE price = 77')).toEqual([[1]]);
  });
});
