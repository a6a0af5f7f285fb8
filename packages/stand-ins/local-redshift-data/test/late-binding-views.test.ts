import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();
const DbUser = 'reader';
const LATE_COLUMNS = `SELECT * FROM pg_get_late_binding_view_cols()
  cols(view_schema NAME, view_name NAME, col_name NAME, col_type VARCHAR, col_num INT)`;

beforeAll(async () => {
  for (const sql of [
    'CREATE SCHEMA raw',
    "CREATE USER reader PASSWORD 'Secret123'",
    'CREATE VIEW raw.late AS SELECT a, b + 1 AS c FROM raw.item WITH NO SCHEMA BINDING',
    'CREATE VIEW raw.later AS SELECT TOP 9 c * 2 AS d FROM dev.raw.late WITH NO SCHEMA BINDING',
  ]) {
    await redshift().query(sql);
  }
});

async function missing(view: string): Promise<string> {
  return redshift().errorOf(`SELECT * FROM ${view}`);
}

test('a late-binding view is made before its table, and read after it', async () => {
  expect(await missing('raw.late')).toBe('ERROR: relation "raw.item" does not exist');
  expect(await redshift().errorOf('SELECT a FROM raw.late')).toContain('"raw.item"');
  await redshift().query('CREATE TABLE raw.item (a INT, b INT)');
  await redshift().query('INSERT INTO raw.item VALUES (1, 2)');
  expect(await redshift().query('SELECT c FROM dev.raw.late WHERE a = 1')).toEqual([[3]]);
  expect(await redshift().query('SELECT d FROM raw.later')).toEqual([[6]]);
  expect(await redshift().query(LATE_COLUMNS)).toEqual([
    ['raw', 'late', 'a', 'integer', 1],
    ['raw', 'late', 'c', 'integer', 2],
    ['raw', 'later', 'd', 'integer', 1],
  ]);
});

test('its table can be dropped, made again with other types, and renamed', async () => {
  await redshift().query('GRANT USAGE ON SCHEMA raw TO reader');
  await redshift().query('GRANT SELECT ON raw.late TO reader');
  await redshift().query("COMMENT ON VIEW raw.late IS 'items'");
  expect(await redshift().query('SELECT c FROM raw.late', { DbUser })).toEqual([[3]]);
  await redshift().query('DROP TABLE raw.item');
  expect(await missing('raw.late')).toContain('relation "raw.item" does not exist');
  await redshift().query("CREATE TABLE raw.item AS SELECT 'x' AS a, 9.5 AS b");
  expect(await redshift().query('SELECT d FROM raw.later')).toEqual([['21.0']]);
  await redshift().query('ALTER TABLE raw.item RENAME TO thing');
  expect(await missing('raw.late')).toContain('relation "raw.item" does not exist');
  await redshift().query('ALTER TABLE raw.thing RENAME TO item');
  expect(await redshift().query('SELECT c FROM raw.late', { DbUser })).toEqual([['10.5']]);
  expect(await redshift().query("SELECT obj_description('raw.late'::regclass)")).toEqual([
    ['items'],
  ]);
});

test('a procedure drops and makes its table, and another reads the view', async () => {
  for (const sql of [
    `CREATE PROCEDURE raw.reload() AS $$ BEGIN
       DROP TABLE raw.item; CREATE TABLE raw.item AS SELECT 'x' AS a, 4 AS b;
     END $$ LANGUAGE plpgsql`,
    `CREATE PROCEDURE raw.report() AS $$ BEGIN
       CREATE TABLE raw.report AS SELECT d FROM raw.later;
     END $$ LANGUAGE plpgsql`,
    'CREATE PROCEDURE raw.both() AS $$ BEGIN CALL raw.report(); END $$ LANGUAGE plpgsql',
    '/* nightly */ CALL raw.reload()',
    'CALL raw.both()',
  ]) {
    await redshift().query(sql);
  }
  expect(await redshift().query('SELECT d FROM raw.report')).toEqual([[10]]);
});

test('a view of a view without its table does not keep others from being changed', async () => {
  await redshift().query(
    'CREATE VIEW raw.first AS SELECT a FROM raw.absent WITH NO SCHEMA BINDING',
  );
  await redshift().query('CREATE VIEW raw.next AS SELECT * FROM raw.first WITH NO SCHEMA BINDING');
  await redshift().query(LATE_COLUMNS);
  await redshift().query('CREATE TABLE raw.absent AS SELECT 7 AS a');
  expect(await redshift().query('SELECT a FROM raw.first')).toEqual([[7]]);
  await redshift().query('DROP TABLE raw.absent');
  await redshift().query('DROP VIEW raw.first');
  await redshift().query('DROP VIEW raw.next');
});

test('it is replaced with other columns, and dropped', async () => {
  await redshift().query(
    'CREATE OR REPLACE VIEW raw.late AS SELECT a AS z FROM raw.item WITH NO SCHEMA BINDING',
  );
  expect(await redshift().query('SELECT z FROM raw.late', { DbUser })).toEqual([['x']]);
  expect(await missing('raw.later')).toContain('column "c" does not exist');
  await redshift().query('DROP VIEW raw.late, raw.later');
  expect(await missing('raw.late')).toContain('relation "raw.late" does not exist');
});
