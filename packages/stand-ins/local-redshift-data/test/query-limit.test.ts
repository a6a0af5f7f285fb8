import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { DescribeStatementCommand, ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  removeDirectory,
  type RunningRedshift,
  startRedshift,
  TARGET,
} from './running-redshift.ts';

let running: RunningRedshift;
beforeAll(async () => {
  running = await startRedshift({
    postgresPort: 0,
    queryLimitSeconds: 0.5,
    writeLimitSeconds: 0.75,
  });
  await running.client.query('CREATE TABLE kept (a INT)');
  await running.client.query('INSERT INTO kept VALUES (1)');
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

/** 10^14 rows. */
const ENDLESS =
  'SELECT COUNT(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b';
const EXCEEDED =
  'canceling statement: it exceeded the limit of 0.5 s (--query-limit) and was rolled back';

async function submit(Sql: string): Promise<string | undefined> {
  return (await running.client.sdk.send(new ExecuteStatementCommand({ Sql, ...TARGET }))).Id;
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: running.redshift.postgresUrl });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test('a query without end fails at the limit, and what waits behind it runs', async () => {
  const endless = await submit(ENDLESS);
  const waiting = await Promise.all(
    ['SELECT a FROM kept', 'INSERT INTO kept VALUES (2)'].map(submit),
  );
  expect(await running.client.describe(endless)).toMatchObject({
    Status: 'FAILED',
    Error: `ERROR: ${EXCEEDED}`,
  });
  for (const Id of waiting) {
    expect(await running.client.describe(Id)).toMatchObject({ Status: 'FINISHED' });
  }
  expect(await running.client.query('SELECT a FROM kept ORDER BY a')).toEqual([[1], [2]]);
});

test('so does one of the port, as query_canceled, and the other clients get their answers', async () => {
  const [one, two] = [await connect(), await connect()];
  const endless = one.query(ENDLESS);
  const failed = expect(endless).rejects.toMatchObject({ code: '57014', message: EXCEEDED });
  const [read, counted] = await Promise.all([
    running.client.query('SELECT 5'),
    two.query('SELECT COUNT(*) AS n FROM kept WHERE a = 1'),
  ]);
  expect([read, counted.rows]).toEqual([[[5]], [{ n: '1' }]]);
  await failed;
  expect((await one.query('SELECT 6 AS n')).rows).toEqual([{ n: 6 }]);
});

test('a query that is cut off takes the whole batch with it', async () => {
  const batch = await running.client.runBatch(['DELETE FROM kept', ENDLESS, 'SELECT 1']);
  expect(batch).toMatchObject({ Status: 'FAILED', Error: `ERROR: ${EXCEEDED}` });
  expect(batch.SubStatements?.map(({ Status }) => Status)).toEqual([
    'FINISHED',
    'FAILED',
    'ABORTED',
  ]);
  expect(await running.client.query('SELECT COUNT(*) FROM kept WHERE a = 1')).toEqual([[1]]);
});

test('in a batch with separate transactions, earlier statements remain committed', async () => {
  const batch = await running.client.runBatch(
    ['INSERT INTO kept VALUES (3)', ENDLESS, 'INSERT INTO kept VALUES (4)'],
    { ExecutionMode: 'AUTO_COMMIT' },
  );
  expect(batch.SubStatements?.map(({ Status }) => Status)).toEqual([
    'FINISHED',
    'FAILED',
    'ABORTED',
  ]);
  expect(await running.client.query('SELECT a FROM kept WHERE a IN (3, 4)')).toEqual([[3]]);
});

const SOME_SECONDS = 'SELECT COUNT(*) FROM generate_series(1, 8000000)';

test('SET statement_timeout gives a batch, or a session, another limit', async () => {
  expect(await running.client.errorOf(SOME_SECONDS)).toContain('exceeded the limit of 0.5 s');
  const batch = await running.client.runBatch([
    'SET LOCAL statement_timeout TO 60000',
    SOME_SECONDS,
  ]);
  expect(batch).toMatchObject({ Status: 'FINISHED' });
  const { SessionId } = await running.client.run("SET statement_timeout TO '0.2s'", {
    SessionKeepAliveSeconds: 60,
  });
  expect(await running.client.errorOf(ENDLESS, { SessionId })).toBe(
    'ERROR: canceling statement due to statement timeout',
  );
});

test('a statement that writes has a limit of its own', async () => {
  const endless = `INSERT INTO kept
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
    SELECT i FROM n`;
  expect(await running.client.errorOf(endless)).toBe(
    'ERROR: canceling statement: it exceeded the limit of 0.75 s (--write-limit) and was rolled back',
  );
});

test('a session with temporary tables ends with them, and says so; one that is to begin begins', async () => {
  const { SessionId } = await running.client.run('CREATE TEMP TABLE mine (a INT)', {
    SessionKeepAliveSeconds: 60,
  });
  await submit(ENDLESS);
  const [old, fresh] = await Promise.all([
    running.client.run('SELECT * FROM mine', { SessionId }),
    running.client.run('CREATE TEMP TABLE mine (a INT)', { SessionKeepAliveSeconds: 60 }),
  ]);
  expect(old).toMatchObject({
    Status: 'FAILED',
    Error: `ERROR: Session is not available: ${SessionId}. It ended, with its temporary tables, when the database was opened again`,
  });
  expect(fresh).toMatchObject({ Status: 'FINISHED' });
  expect(await running.client.query('SELECT * FROM mine', { SessionId: fresh.SessionId })).toEqual(
    [],
  );
});

test('a client of the port cancels its query, and one that leaves cancels it by that', async () => {
  const [one, two] = [
    await connect(),
    new Client({ connectionString: running.redshift.postgresUrl }),
  ];
  await two.connect();
  const left = two.query(ENDLESS).catch(() => undefined);
  const cancelled = expect(one.query(ENDLESS)).rejects.toMatchObject({ code: '57014' });
  await two.end();
  await left;
  await expect.poll(() => cancelRequest(one), { timeout: 60_000 }).toBe('sent');
  await cancelled;
  expect((await one.query('SELECT 7 AS n')).rows).toEqual([{ n: 7 }]);
});

/** As psql does on Ctrl-C: over a connection of its own. */
async function cancelRequest(client: Client): Promise<string> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const socket = connectSocket({ port: Number(new URL(running.redshift.postgresUrl ?? '').port) });
  const packet = Buffer.alloc(16);
  [16, 80_877_102, processID, secretKey].forEach((value, index) =>
    packet.writeInt32BE(value, index * 4),
  );
  socket.end(packet);
  await once(socket, 'close');
  return 'sent';
}

test('a query that needs too much memory fails alone', async () => {
  const greedy = "SELECT repeat('x', 900000000) || repeat('y', 900000000)";
  expect(await running.client.errorOf(greedy)).toMatch(/out of memory|invalid memory|exceeded/);
  expect(await running.client.query('SELECT COUNT(*) FROM kept WHERE a = 1')).toEqual([[1]]);
});

test('a result that is too large for the port is cut off before it fills the memory', async () => {
  const client = await connect();
  await expect(
    client.query("SELECT repeat('x', 1000000) FROM generate_series(1, 1000000)"),
  ).rejects.toThrow(/exceeds the limit of 134217728 bytes of this port|exceeded the limit/);
  expect((await client.query('SELECT 8 AS n')).rows).toEqual([{ n: 8 }]);
});

test('text that is slow to parse delays no other request', async () => {
  const client = await connect();
  const nested = `SELECT ${'('.repeat(100_000)}1${')'.repeat(100_000)}`;
  const failed = expect(client.query(nested)).rejects.toThrow(
    /memory exhausted|exceeded the limit/,
  );
  const described = await running.client.sdk.send(
    new DescribeStatementCommand({ Id: await submit('SELECT 1') }),
  );
  expect(described.Status).toMatch(/^(SUBMITTED|PICKED|STARTED|FINISHED)$/);
  await failed;
});
