import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client, type ClientConfig } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { hasPsql } from './has-psql.ts';
import { removeDirectory, type RunningRedshift, startRedshift } from './running-redshift.ts';

let running: RunningRedshift;
beforeAll(async () => {
  running = await startRedshift({ postgresPort: 0 });
  await running.client.query('CREATE TABLE sale (id INT, place VARCHAR(10))');
  await running.client.query("INSERT INTO sale VALUES (1, 'Oslo'), (2, 'Rome')");
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: running.redshift.postgresUrl });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

async function rowsOf(client: Client, text: string, values?: unknown[]) {
  return (await client.query({ text, rowMode: 'array', ...(values ? { values } : {}) })).rows;
}

test('the address names the database that statements see', async () => {
  const { pathname } = new URL(running.redshift.postgresUrl!);
  expect(await rowsOf(await connect(), 'SELECT current_database()')).toEqual([[pathname.slice(1)]]);
});

test('tables are read, with parameters and with prepared statements', async () => {
  const [one, two] = [await connect(), await connect()];
  expect(await rowsOf(one, 'SELECT id, NVL(place, 1::VARCHAR) FROM sale ORDER BY id')).toEqual([
    [1, 'Oslo'],
    [2, 'Rome'],
  ]);
  expect(await rowsOf(one, 'SELECT id FROM sale WHERE place = $1', ['Rome'])).toEqual([[2]]);
  for (const [client, text] of [
    [one, 'SELECT $1::INT + 1 AS n'],
    [two, 'SELECT $1::INT + 2 AS n'],
    [one, 'SELECT $1::INT + 1 AS n'],
  ] as const) {
    const { rows } = await client.query({ name: 'same-name', text, values: [1] });
    expect(rows).toEqual([{ n: text.includes('+ 1') ? 2 : 3 }]);
  }
});

test('no statement can write', async () => {
  const client = await connect();
  for (const sql of [
    "INSERT INTO sale VALUES (3, 'x')",
    'DELETE FROM sale',
    'DROP TABLE sale',
    'CREATE TABLE u (a INT)',
    'SELECT * INTO u FROM sale',
    'COPY sale FROM STDIN',
    'COPY sale TO STDOUT',
    'WITH d AS (DELETE FROM sale RETURNING id) SELECT * FROM d',
    'EXPLAIN ANALYZE DELETE FROM sale',
    'SELECT 1; DELETE FROM sale',
    'SET ROLE postgres',
    "SELECT set_config('transaction_read_only', 'off', false)",
    'SET transaction_read_only TO off; SELECT 1',
    'BEGIN READ WRITE; DELETE FROM sale; COMMIT',
    'CALL anything()',
    'DO $$ BEGIN END $$',
  ]) {
    await expect(client.query(sql), sql).rejects.toThrow(/for reading|read-write mode/);
  }
  await expect(client.query('INSERT INTO sale VALUES ($1)', [3])).rejects.toThrow(/for reading/);
  expect(await rowsOf(client, 'SELECT count(*) FROM sale')).toEqual([['2']]);
});

test('a reader in a transaction does not block the Data API from writing', async () => {
  const client = await connect();
  await client.query('BEGIN');
  expect(await rowsOf(client, 'SELECT count(*) FROM sale WHERE id = 9')).toEqual([['0']]);
  await running.client.query("INSERT INTO sale VALUES (9, 'x')");
  await running.client.query('DELETE FROM sale WHERE id = 9');
  await client.query('COMMIT');
});

async function connectAs(user: string, options: ClientConfig = {}): Promise<Client> {
  const url = new URL(running.redshift.postgresUrl ?? '');
  url.username = user;
  const client = new Client({ connectionString: url.href, ...options });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test('a client has the role of its user, and no other user connects', async () => {
  await running.client.query('CREATE TABLE secret (a INT)');
  await running.client.query('CREATE ROLE reader');
  await running.client.query('GRANT USAGE ON SCHEMA public TO ROLE reader');
  await running.client.query('GRANT SELECT ON sale TO ROLE reader');
  const client = await connectAs('reader');
  expect(await rowsOf(client, 'SELECT CURRENT_USER, COUNT(*) FROM sale')).toEqual([
    ['reader', '2'],
  ]);
  await expect(client.query('SELECT * FROM secret')).rejects.toThrow(/permission denied/);
  for (const sql of ['SET ROLE postgres', 'RESET ROLE', 'SET SESSION AUTHORIZATION DEFAULT']) {
    await expect(client.query(sql), sql).rejects.toThrow(/for reading/);
  }
  await expect(connectAs('nobody')).rejects.toMatchObject({ code: '28000' });
});

test('queries follow the rules of the Data API, and those of catalogs PostgreSQL', async () => {
  const client = await connect();
  expect(
    await rowsOf(
      client,
      `SELECT TOP 1 place FROM sale WHERE REGEXP_REPLACE(place, '[a-z]', '') = 'R  '
       QUALIFY ROW_NUMBER() OVER (ORDER BY id) = 1`,
    ),
  ).toEqual([['Rome']]);
  for (const sql of ['SELECT ARRAY[id] FROM sale', 'SELECT gen_random_uuid()', 'VALUES (1)']) {
    await expect(client.query(sql), sql).rejects.toMatchObject({ code: '0A000' });
  }
  await expect(client.query("UNLOAD ('SELECT 1') TO 's3://b/p' IAM_ROLE default")).rejects.toThrow(
    /for reading/,
  );
  const inCatalogs =
    'SELECT array_agg(relname) IS NOT NULL FROM pg_class WHERE oid = ANY(ARRAY[1259])';
  expect(await rowsOf(client, inCatalogs)).toEqual([[true]]);
});

test('errors of the database have the messages of the Data API', async () => {
  const client = await connect();
  for (const [sql, message, code] of [
    [
      'SELECT * FROM sys_query_detail',
      'not supported by local-redshift-data: SYS_QUERY_DETAIL',
      '0A000',
    ],
    ['SELECT 1::SUPER - TRUE', 'not supported by local-redshift-data: SUPER - boolean', '0A000'],
    ["SELECT LEN(JSON_PARSE('[]'))", 'function len(super) does not exist', '42883'],
    ['SELECT * FROM missing', 'relation "missing" does not exist', '42P01'],
  ] as const) {
    await expect(client.query(sql), sql).rejects.toMatchObject({ message, code });
    expect(await running.client.errorOf(sql), sql).toBe(`ERROR: ${message}`);
  }
});

test('a setting applies only to its connection', async () => {
  const [one, two] = [await connect(), await connect()];
  await one.query("SET TimeZone = 'America/New_York'");
  const zone = "SELECT current_setting('TimeZone')";
  expect(await rowsOf(one, zone)).toEqual([['America/New_York']]);
  expect(await rowsOf(two, zone)).toEqual([['UTC']]);
  await one.query('DISCARD ALL');
  expect(await rowsOf(one, zone)).toEqual([['UTC']]);
});

test('names in quotes keep their capitals while the connection says so', async () => {
  const [one, two] = [await connect(), await connect()];
  await one.query('SET enable_case_sensitive_identifier TO true');
  const namesOf = async (client: Client) =>
    (await client.query('SELECT 1 AS "Ab"')).fields.map(({ name }) => name);
  expect(await namesOf(one)).toEqual(['Ab']);
  expect(await namesOf(two)).toEqual(['ab']);
  expect(await rowsOf(one, 'SHOW enable_case_sensitive_identifier')).toEqual([['true']]);
  await one.query('RESET enable_case_sensitive_identifier');
  expect(await namesOf(one)).toEqual(['ab']);
});

test('settings of the startup packet apply, but no others', async () => {
  await running.client.query('CREATE ROLE setter');
  const client = await connectAs('setter', {
    options:
      '-c search_path=pg_catalog,public --statement-timeout=3s -c role=postgres -c query_group=a\\ b',
    application_name: 'app',
  });
  const shown = async (name: string) => (await rowsOf(client, `SHOW ${name}`))[0]?.[0];
  expect(await shown('search_path')).toBe('pg_catalog,public');
  expect(await shown('statement_timeout')).toBe('3s');
  expect(await shown('query_group')).toBe('a b');
  expect(await shown('application_name')).toBe('app');
  expect(await rowsOf(client, 'SELECT CURRENT_USER')).toEqual([['setter']]);
  await expect(connectAs('setter', { options: '-c TimeZone=Nowhere/X' })).rejects.toThrow(
    'invalid value for parameter "TimeZone"',
  );
});

test('the limit of SET statement_timeout stops a query', async () => {
  const client = await connect();
  await client.query('SET statement_timeout TO 300');
  const digits = '(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3)';
  const many = Array.from({ length: 16 }, (_, n) => `${digits} d${n}`).join(' CROSS JOIN ');
  await expect(client.query(`SELECT COUNT(*) FROM ${many}`)).rejects.toMatchObject({
    code: '57014',
    message: expect.stringContaining('statement timeout'),
  });
  expect(await rowsOf(client, 'SELECT 1')).toEqual([[1]]);
});

test('BEGIN may name modes, and DEALLOCATE ALL and DISCARD ALL are commands', async () => {
  const client = await connect();
  for (const begin of [
    'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY',
    'START TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE',
    'BEGIN TRANSACTION READ WRITE',
    'BEGIN WORK',
  ]) {
    await client.query(begin);
    expect(await rowsOf(client, 'SELECT 1')).toEqual([[1]]);
    await expect(client.query('DELETE FROM sale')).rejects.toThrow(/for reading/);
    await client.query('ROLLBACK');
  }
  // With values, node-pg uses the extended protocol.
  for (const options of [{}, { values: [] }]) {
    expect(await client.query({ text: 'DEALLOCATE ALL', ...options })).toMatchObject({
      command: 'DEALLOCATE',
    });
    expect(await client.query({ text: 'DISCARD ALL', ...options })).toMatchObject({
      command: 'RESET',
    });
  }
});

test('errors leave the connection usable', async () => {
  const client = await connect();
  await expect(client.query('SELECT * FRM sale')).rejects.toThrow(/syntax error/);
  await expect(client.query('SELECT $1::INT', ['x'])).rejects.toThrow(/invalid input syntax/);
  await expect(client.query('SELECT missing FROM sale')).rejects.toThrow(/does not exist/);
  expect(await rowsOf(client, 'SELECT 1')).toEqual([[1]]);
});

test.runIf(hasPsql())(
  'psql lists and reads, and \\copy from a file is rejected at once',
  async () => {
    const psql = async (command: string) => {
      const { stdout, stderr } = await promisify(execFile)('psql', [
        running.redshift.postgresUrl ?? '',
        '--no-psqlrc',
        '--tuples-only',
        '--command',
        command,
      ]).catch((error: { stdout: string; stderr: string }) => error);
      return stdout + stderr;
    };
    expect(await psql('\\dt')).toMatch(/public \| sale\s+\| table/);
    expect(await psql('SELECT place FROM sale WHERE id = 1')).toContain('Oslo');
    expect(await psql('\\copy sale from /dev/null')).toMatch(/for reading/);
    expect(await psql('SELECT count(*) FROM sale')).toContain('2');
  },
);
