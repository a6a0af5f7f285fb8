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
  expect(await redshift().query('SHOW TABLES FROM SCHEMA dev.mart')).toEqual([
    ['dev', 'mart', 'visit', 'TABLE', acl, null],
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

test('SHOW ALL lists the settings of Redshift alone', async () => {
  const names = (await redshift().query('SHOW ALL')).map(([name]) => name);
  expect(names).toContain('enable_result_cache_for_session');
  expect(names).toContain('statement_timeout');
  expect(names).not.toContain('allow_system_table_mods');
  expect(await redshift().query('SHOW DATABASES')).toEqual([
    ['dev', 10, 'local', null, null, 'Snapshot Isolation'],
  ]);
});
