import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();

beforeAll(async () => {
  await redshift().runBatch([
    'CREATE SCHEMA mart',
    'CREATE TABLE mart.visit (id INT NOT NULL ENCODE ZSTD, day DATE DEFAULT CURRENT_DATE) DISTKEY (id) SORTKEY (day, id)',
    'CREATE ROLE reader',
    "CREATE USER ann PASSWORD 'Abcdefg1'",
    'GRANT ALL ON mart.visit TO reader WITH GRANT OPTION',
    'GRANT USAGE ON SCHEMA mart TO reader',
  ]);
});

test('svv_redshift_columns shows the layout of each column', async () => {
  expect(
    await redshift().query(
      `SELECT column_name, data_type, is_nullable, encoding, distkey, sortkey, column_acl, remarks
       FROM svv_redshift_columns WHERE schema_name = 'mart' ORDER BY ordinal_position`,
    ),
  ).toEqual([
    ['id', 'integer', 'NO', 'zstd', true, 2, null, null],
    ['day', 'date', 'YES', 'none', false, 1, null, null],
  ]);
});

test('views of tables and schemas show owners and permissions as Redshift has them', async () => {
  const acl = 'postgres=arwdDx/postgres~reader=a*r*w*d*D*x*/postgres';
  expect(
    await redshift().query("SELECT * FROM svv_redshift_tables WHERE schema_name = 'mart'"),
  ).toEqual([['dev', 'mart', 'visit', 'TABLE', acl, null, 'postgres']]);
  const [shown] = await redshift().query('SHOW TABLES FROM SCHEMA dev.mart');
  expect(shown).toEqual([
    ...['dev', 'mart', 'visit', 'TABLE', acl, null],
    ...['postgres', null, null, 'KEY(id)', 'REGULAR TABLE'],
  ]);
  expect(
    (await redshift().query('SHOW COLUMNS FROM TABLE dev.mart.visit')).map((row) => row.slice(-5)),
  ).toEqual([
    ['COMPOUND', 2, 1, 'zstd', null],
    ['COMPOUND', 1, 0, 'none', null],
  ]);
  expect(await redshift().query("SHOW SCHEMAS FROM DATABASE dev LIKE 'mart'")).toEqual([
    ['dev', 'mart', 10, 'local', 'postgres=UC/postgres~reader=U/postgres', null, null],
  ]);
  expect(
    await redshift().query("SELECT * FROM svv_redshift_schemas WHERE schema_name = 'mart'"),
  ).toEqual([['dev', 'mart', 10, 'local', 'postgres=UC/postgres~reader=U/postgres', null]]);
});

test('roles and groups are listed without users and without those of PostgreSQL', async () => {
  expect(await redshift().query('SELECT role_name, external_id FROM svv_roles')).toEqual([
    ['reader', null],
  ]);
  expect(await redshift().query('SELECT groname FROM pg_group')).toEqual([['reader']]);
  expect(await redshift().query('SELECT user_name FROM svv_user_info ORDER BY 1')).toEqual([
    ['ann'],
    ['postgres'],
  ]);
});

test('a group lists its users', async () => {
  await redshift().runBatch([
    'CREATE GROUP crew',
    "CREATE USER eve PASSWORD 'Abcd1234' IN GROUP crew",
    'CREATE USER fay PASSWORD DISABLE IN GROUP crew',
  ]);
  expect(
    await redshift().query(
      "SELECT usename FROM pg_user, pg_group WHERE usesysid = ANY(grolist) AND groname = 'crew' ORDER BY 1",
    ),
  ).toEqual([['eve'], ['fay']]);
});

test('SHOW ALL lists the settings of Redshift alone', async () => {
  const names = (await redshift().query('SHOW ALL')).map(([name]) => name);
  expect(names).toContain('enable_result_cache_for_session');
  expect(names).toContain('statement_timeout');
  expect(names).not.toContain('allow_system_table_mods');
  expect(await redshift().query('SHOW DATABASES')).toEqual([
    ['dev', 10, 'local', null, null, 'Snapshot Isolation'],
  ]);
});

test('a materialized view is a view for tools, with its definition', async () => {
  await redshift().query(
    'CREATE MATERIALIZED VIEW mart.days AS SELECT day, COUNT(*) AS n FROM mart.visit GROUP BY day',
  );
  const name = "= 'days'";
  for (const [sql, rows] of [
    [
      `SELECT schemaname FROM pg_views WHERE viewname ${name} AND definition ILIKE '%create materialized view%'`,
      [['mart']],
    ],
    [
      `SELECT table_schema FROM information_schema.views WHERE table_name ${name} AND view_definition ILIKE '%create materialized view%'`,
      [['mart']],
    ],
    [`SELECT table_type FROM information_schema.tables WHERE table_name ${name}`, [['VIEW']]],
    [`SELECT table_type FROM svv_all_tables WHERE table_name ${name}`, [['VIEW']]],
    [
      `SELECT column_name, data_type FROM svv_columns WHERE table_name ${name} ORDER BY ordinal_position`,
      [
        ['day', 'date'],
        ['n', 'bigint'],
      ],
    ],
    [`SELECT "schema" FROM svv_table_info WHERE "table" ${name}`, [['mart']]],
  ] as const) {
    expect(await redshift().query(sql), sql).toEqual(rows);
  }
  await redshift().query('DROP MATERIALIZED VIEW mart.days');
});

test('queries of the catalog alone may use arrays, as on the leader node', async () => {
  expect(
    await redshift().query(
      `SELECT a.attname FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_index i ON i.indrelid = c.oid
       JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
       WHERE c.relname = 'pg_namespace' AND a.attname = ANY (ARRAY['oid'])`,
    ),
  ).toEqual([['oid']]);
  expect(await redshift().errorOf('SELECT id FROM mart.visit WHERE id = ANY (ARRAY[1])')).toContain(
    'syntax error at or near',
  );
});
