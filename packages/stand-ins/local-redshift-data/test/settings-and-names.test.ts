import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

test('SHOW and CURRENT_SETTING return the default of a setting that nobody has set', async () => {
  expect(await redshift().query('SHOW query_group')).toEqual([['unset']]);
  expect(await redshift().query('SHOW enable_result_cache_for_session')).toEqual([['on']]);
  expect(await redshift().query("SELECT CURRENT_SETTING('wlm_query_slot_count')")).toEqual([['1']]);
});

test('PostgreSQL fills 32 MB of buffers when it opens, instead of 128 MB', async () => {
  const buffers = "SELECT setting::INT * 8 / 1024 FROM pg_settings WHERE name = 'shared_buffers'";
  expect(await redshift().query(buffers)).toEqual([[32]]);
});

test('SHOW returns what the session has set', async () => {
  const { SessionId } = await redshift().run('SELECT 1', { SessionKeepAliveSeconds: 60 });
  const input = { SessionId: SessionId! };
  await redshift().query("SET query_group TO 'etl'", input);
  expect(await redshift().query('SHOW query_group', input)).toEqual([['etl']]);
  await redshift().query('RESET query_group', input);
  expect(await redshift().query('SHOW query_group', input)).toEqual([['unset']]);
});

test('the database is named as a new workgroup of Redshift names it', async () => {
  expect(
    await redshift().query(
      `SELECT DISTINCT current_database(), table_catalog, datname
       FROM information_schema.tables, pg_database WHERE datname = current_database()`,
    ),
  ).toEqual([['dev', 'dev', 'dev']]);
  expect((await redshift().query('SHOW DATABASES')).map(([name]) => name)).toEqual(['dev']);
});

test('a comment may name the database of a column', async () => {
  await redshift().query('CREATE TABLE noted (id INT, name VARCHAR(10))');
  await redshift().query(`COMMENT ON COLUMN "dev"."public"."noted"."name" IS $c$the user's$c$`);
  expect(await redshift().query("SELECT col_description('noted'::regclass, 2)")).toEqual([
    ["the user's"],
  ]);
});

test('REFRESH MATERIALIZED VIEW takes CASCADE and RESTRICT', async () => {
  await redshift().query('CREATE TABLE base (id INT)');
  await redshift().query('CREATE MATERIALIZED VIEW copied AS SELECT id FROM base');
  for (const mode of ['CASCADE', 'RESTRICT']) {
    await redshift().query('INSERT INTO base VALUES (1)');
    await redshift().query(`REFRESH MATERIALIZED VIEW copied ${mode}`);
  }
  expect(await redshift().query('SELECT COUNT(*) FROM copied')).toEqual([[2]]);
});

test('whole numbers are days beside a timestamp, and text is an interval', async () => {
  expect(
    await redshift().query(
      `SELECT TIMESTAMP '2026-01-02' + 1, TIMESTAMP '2026-01-02' - 1, TIMESTAMP '2026-01-02' + '1 hour',
         TIMESTAMP '2026-01-02' - '2026-01-01', TIMESTAMPTZ '2026-01-02 00:00+00' - 1, SYSDATE - 1 < GETDATE()`,
    ),
  ).toEqual([
    [
      '2026-01-03 00:00:00',
      '2026-01-01 00:00:00',
      '2026-01-02 01:00:00',
      '1 day',
      '2026-01-01 00:00:00+00',
      true,
    ],
  ]);
});

test('DATEADD and DATEDIFF take a TIMETZ, which is kept in UTC', async () => {
  expect(
    await redshift().query(
      `SELECT DATEADD(hour, 2, TIMETZ '13:24:55 PST'), DATEADD(minute, 5, '04:00:00+00'::TIMETZ),
         DATEDIFF(hour, TIMETZ '10:00:00+00', TIMETZ '13:59:00+00')`,
    ),
  ).toEqual([['23:24:55+00', '04:05:00+00', 3]]);
});

test('LISTAGG (DISTINCT …) OVER lists the first of equal values of each partition', async () => {
  const values = "SELECT 1 AS id, 'b' AS v UNION ALL SELECT 2, 'a' UNION ALL SELECT 3, 'b'";
  expect(
    await redshift().query(
      `SELECT id, LISTAGG(DISTINCT v, ', ') WITHIN GROUP (ORDER BY v) OVER (PARTITION BY 1) FROM (${values}) t ORDER BY id`,
    ),
  ).toEqual([
    [1, 'a, b'],
    [2, 'a, b'],
    [3, 'a, b'],
  ]);
});

test('tables may have the names of functions', async () => {
  for (const sql of [
    'CREATE TABLE log (id INT IDENTITY(1,1), msg VARCHAR(20), PRIMARY KEY (id))',
    'CREATE TABLE IF NOT EXISTS round (avg INT REFERENCES log (id), median INT)',
    "INSERT INTO log (msg) VALUES ('a'), ('b')",
    'INSERT INTO round (avg, median) SELECT 1, 2',
    'CREATE VIEW decode (nvl2) AS SELECT 3',
    'ANALYZE log (msg)',
    `CREATE PROCEDURE write_log() AS $$ BEGIN INSERT INTO log (msg) VALUES ('c'); END $$ LANGUAGE plpgsql`,
    'CALL write_log()',
  ]) {
    await redshift().query(sql);
  }
  expect(
    await redshift().query(
      `WITH power (a, b) AS (SELECT 10, 100), date_part (c) AS (SELECT 5)
       SELECT LOG(b), c, round.median, ROUND(AVG(avg)), nvl2, LISTAGG(msg) WITHIN GROUP (ORDER BY id)
       FROM power, date_part, round, decode, log GROUP BY 1, 2, 3, 5`,
    ),
  ).toEqual([[2, 5, 2, 1, 3, 'abc']]);
});

test('the catalog names types as Redshift does, and has the comments', async () => {
  for (const sql of [
    'CREATE TABLE typed (a SUPER, b VARBYTE(10), c VARCHAR(5))',
    "COMMENT ON TABLE typed IS 'of types'",
    "COMMENT ON COLUMN typed.b IS 'bytes'",
  ]) {
    await redshift().query(sql);
  }
  const columns = (rest: string) => redshift().query(`SELECT column_name, data_type ${rest}`);
  const named = [
    ['a', 'super'],
    ['b', 'binary varying'],
    ['c', 'character varying'],
  ];
  expect(
    await columns(`FROM information_schema.columns WHERE table_name = 'typed' ORDER BY 1`),
  ).toEqual(named);
  expect(await columns(`FROM svv_columns WHERE table_name = 'typed' ORDER BY 1`)).toEqual(named);
  expect(
    await redshift().query(
      `SELECT format_type(atttypid, atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relname = 'typed' AND attnum > 0 ORDER BY attnum`,
    ),
  ).toEqual([['super'], ['binary varying'], ['character varying(5)']]);
  expect(
    await redshift().query("SELECT remarks FROM svv_all_columns WHERE table_name = 'typed'"),
  ).toEqual([[null], ['bytes'], [null]]);
  const [table] = await redshift().query("SHOW TABLES FROM SCHEMA dev.public LIKE 'typed'");
  expect(table?.[5]).toBe('of types');
});

test('a column may have the name of its table', async () => {
  await redshift().query('CREATE TABLE sales AS SELECT 3 AS sales, 4 AS other');
  expect(
    await redshift().query(
      'SELECT sales, MAX(sales), s FROM sales, (SELECT 5 AS s) s GROUP BY 1, 3',
    ),
  ).toEqual([[3, 3, 5]]);
});

test('the values of a DECIMAL column have one scale', async () => {
  await redshift().query(
    'CREATE TABLE prices AS SELECT 1 AS id, 10.25::DECIMAL(8,2) AS price UNION ALL SELECT 2, NULL',
  );
  expect(await redshift().query('SELECT COALESCE(price, 0) FROM prices ORDER BY id')).toEqual([
    ['10.25'],
    ['0.00'],
  ]);
  expect(await redshift().query('SELECT 1.5 UNION ALL SELECT 2.125 ORDER BY 1')).toEqual([
    ['1.500'],
    ['2.125'],
  ]);
});
