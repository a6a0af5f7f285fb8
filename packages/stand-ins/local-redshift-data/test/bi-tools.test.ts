import { Client, type QueryArrayConfig } from 'pg';
import Cursor from 'pg-cursor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeDirectory, type RunningRedshift, startRedshift } from './running-redshift.ts';

let running: RunningRedshift;
let client: Client;
beforeAll(async () => {
  running = await startRedshift({ postgresPort: 0 });
  await running.client.query(
    "CREATE TABLE sale (id INT NOT NULL, place VARCHAR(10) DEFAULT 'x', s SUPER)",
  );
  client = new Client({ connectionString: running.redshift.postgresUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await running.redshift.close();
  removeDirectory(running.directory);
});

/** Constructs of the statements by which drivers and tools find out what there is. */
const STATEMENTS: readonly (readonly [from: string, sql: string, rows: unknown[][]])[] = [
  ['pools ask whether the server is there', '', []],
  ['pools ask whether the server is there', '-- ping', []],
  ['JDBC sets a connection read-only', 'SET readonly = 1', []],
  ['JDBC', 'SHOW TRANSACTION ISOLATION LEVEL', [['read committed']]],
  [
    "Amazon's JDBC driver ends numbers by words",
    'SELECT CASE WHEN 1=2 THEN 1WHEN 1=1 THEN 2END',
    [[2]],
  ],
  [
    "Amazon's JDBC driver filters by names of the SELECT list",
    "SELECT n.nspname AS schem, c.relname FROM pg_catalog.pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE true AND schem LIKE 'public' AND c.relkind = 'r'",
    [['public', 'sale']],
  ],
  [
    "SQLAlchemy's dialect, of which Superset is a user, reads layouts",
    "SELECT c.reldiststyle, att.attname, att.attisdistkey AS distkey, att.attsortkeyord, format_encoding(att.attencodingtype::integer) AS encode FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute att ON att.attrelid = c.oid WHERE c.relname = 'sale' AND attnum = 1",
    [[9, 'id', false, 0, 'az64']],
  ],
  [
    "SQLAlchemy's dialect reads defaults",
    "SELECT adsrc FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attrdef ad ON ad.adrelid = c.oid WHERE c.relname = 'sale'",
    [["'x'::character varying"]],
  ],
  [
    "SQLAlchemy's dialect writes conditions as numbers",
    "SELECT s.schemaname FROM svv_external_schemas s WHERE 1 AND s.schemaname = 'public'",
    [],
  ],
  [
    "Amazon's driver for Python reads columns",
    "SELECT column_name, data_type, domain_name, remarks FROM svv_columns WHERE table_name = 'sale' AND ordinal_position = 3",
    [['s', 'super', null, null]],
  ],
  [
    'an administrator lists users',
    "SELECT usename, usecatupd FROM pg_user WHERE usename = 'postgres'",
    [['postgres', true]],
  ],
  [
    'a migration tool lists columns with their encodings and defaults',
    `SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_encoding(a.attencodingtype::integer), d.adsrc
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = 'pg_class'::regclass AND a.attname = 'relname'`,
    [['relname', 'name', 'none', null]],
  ],
  [
    "Amazon's JDBC driver reads procedures",
    'SELECT p.proname FROM pg_catalog.pg_proc_info p WHERE p.proretset AND p.prorettype = 0 AND proallargtypes IS NULL',
    [],
  ],
];

/** Statements of clients in PostgreSQL's dialect, which read catalogs only. */
const OF_CATALOGS: readonly (readonly [from: string, sql: string, rows: unknown[][]])[] = [
  [
    'psql 15 lists databases',
    "SELECT d.datname, d.daticulocale FROM pg_catalog.pg_database d WHERE d.datname = 'dev'",
    [['dev', null]],
  ],
  [
    'psql lists collations',
    'SELECT c.colliculocale FROM pg_catalog.pg_collation c WHERE false',
    [],
  ],
  [
    'psql lists settings',
    "SELECT s.name FROM pg_catalog.pg_settings s WHERE s.setting IS DISTINCT FROM s.boot_val AND s.name = 'x'",
    [],
  ],
  [
    'psql describes a result',
    `SELECT name AS "Column", pg_catalog.format_type(tp, tpm) AS "Type" FROM (VALUES ('id', '23'::pg_catalog.oid, -1)) s(name, tp, tpm)`,
    [['id', 'integer']],
  ],
  [
    "PostgreSQL's JDBC driver reads keywords",
    "select string_agg(word, ',') from pg_catalog.pg_get_keywords() where word <> ALL ('{a,abs}'::text[]) AND word = 'between'",
    [['between']],
  ],
  [
    "PostgreSQL's JDBC driver names types",
    'SELECT n.nspname, t.typname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON t.typnamespace = n.oid WHERE t.oid = 4000',
    [['pg_catalog', 'super']],
  ],
];

test.for([...STATEMENTS, ...OF_CATALOGS])('%s: %s', async ([, text, rows]) => {
  const simple = await client.query({ text, rowMode: 'array' });
  expect(simple.rows).toEqual(rows);
  // With parameters the statement is parsed, bound and executed.
  expect((await client.query({ text, rowMode: 'array', values: [] })).rows).toEqual(rows);
});

test('VALUES and IS DISTINCT FROM remain rejected for tables', async () => {
  for (const sql of [
    'SELECT * FROM (VALUES (1)) v(a), sale',
    'SELECT 1 FROM sale WHERE id IS DISTINCT FROM 2',
    "SELECT pg_catalog.format_type(23, -1), * FROM sale WHERE place IS DISTINCT FROM 'x'",
  ]) {
    await expect(client.query(sql), sql).rejects.toThrow(/syntax error|not supported/);
  }
});

test("SUPER has the type that Redshift's drivers expect", async () => {
  const { fields } = await client.query('SELECT id, s, place FROM sale');
  expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual([23, 4000, 1043]);
});

test("SUPER and VARBYTE have Redshift's text, also in statements that run again", async () => {
  const text = `SELECT 1 AS n, JSON_PARSE('{"a": [1, "b c"]}') AS s, TO_VARBYTE('abc', 'utf8') AS v, NULL::SUPER AS z`;
  const rows = [[1, '{"a":[1,"b c"]}', '616263', null]];
  const queries = [{ text }, { text, values: [] }, { text, name: 'q' }, { text, name: 'q' }];
  for (const query of queries) {
    const result = await client.query({ ...query, rowMode: 'array' });
    expect(result.rows).toEqual(rows);
    expect(result.fields.map(({ dataTypeID }) => dataTypeID)).toEqual([23, 4000, 6551, 4000]);
  }
  const cursor = client.query(new Cursor(text, [], { rowMode: 'array' }));
  expect(await cursor.read(1)).toEqual(rows);
  await cursor.close();
});

test('SUPER has the same text in the binary format', async () => {
  // The types of pg do not have this option.
  const query: QueryArrayConfig & { readonly binary: boolean } = {
    text: `SELECT JSON_PARSE('{"a": [1, "é"]}'), NULL::SUPER`,
    rowMode: 'array',
    values: [],
    binary: true,
  };
  const { rows } = await client.query(query);
  expect(rows).toEqual([['{"a":[1,"é"]}', null]]);
});

test('the version names Redshift, by which tools recognise it', async () => {
  const { rows } = await client.query('SELECT version()');
  expect(rows[0]).toEqual({
    version: expect.stringMatching(/^PostgreSQL 8\.0\.2 .* Redshift 1\./),
  });
});

test('WHERE names an item of the SELECT list, and a column of the same name first', async () => {
  await running.client.query("INSERT INTO sale (id, place) VALUES (1, 'Oslo'), (2, 'Rome')");
  const rowsOf = (sql: string) => running.client.query(sql);
  expect(await rowsOf('SELECT id + 1 AS later FROM sale WHERE later = 3')).toEqual([[3]]);
  expect(await rowsOf('SELECT id + 1 AS id FROM sale WHERE id = 2')).toEqual([[3]]);
  expect(
    await rowsOf('SELECT id AS later FROM sale WHERE later IN (SELECT id FROM sale WHERE id > 1)'),
  ).toEqual([[2]]);
});
