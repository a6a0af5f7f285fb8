import {
  CancelStatementCommand,
  ExecuteStatementCommand,
  ListSessionsCommand,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  removeDirectory,
  type RunningRedshift,
  startRedshift,
  TARGET,
} from './running-redshift.ts';

const clock = { now: Date.parse('2026-11-21T00:00:00Z') };
let running: RunningRedshift;

beforeAll(async () => {
  running = await startRedshift({ now: () => clock.now });
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

async function open(sql: string, SessionKeepAliveSeconds = 60): Promise<string> {
  const { SessionId, Status } = await running.client.run(sql, { SessionKeepAliveSeconds });
  expect(Status).toBe('FINISHED');
  return SessionId ?? '';
}

test('temporary tables and settings live as long as their session, and for it alone', async () => {
  const one = await open('CREATE TEMP TABLE mine (a VARCHAR(3))');
  const two = await open('CREATE TEMP TABLE mine (b INT)');
  await running.client.query('SET search_path TO pg_catalog', { SessionId: one });
  await running.client.query("INSERT INTO mine VALUES ('one')", { SessionId: one });
  await running.client.query('INSERT INTO mine VALUES (2)', { SessionId: two });
  expect(await running.client.query('SELECT a FROM mine', { SessionId: one })).toEqual([['one']]);
  expect(await running.client.query('SELECT b FROM mine', { SessionId: two })).toEqual([[2]]);
  expect(await running.client.query('SHOW search_path', { SessionId: one })).toEqual([
    ['pg_catalog'],
  ]);
  expect(await running.client.query('SHOW search_path', { SessionId: two })).not.toEqual([
    ['pg_catalog'],
  ]);
  expect(await running.client.errorOf('SELECT * FROM mine')).toMatch(/does not exist/);
});

test('a session is busy while a statement runs in it', async () => {
  const SessionId = await open('SELECT 1');
  expect(await running.client.query('SELECT 1', { SessionId })).toEqual([[1]]);
  const Sql = 'SELECT COUNT(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b';
  const { Id } = await running.client.sdk.send(new ExecuteStatementCommand({ Sql, SessionId }));
  await expect(running.client.run('SELECT 1', { SessionId })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await running.client.sdk.send(new CancelStatementCommand({ Id }));
  expect((await running.client.describe(Id)).Status).toBe('ABORTED');
});

test('a session ends when its time is over, with its tables', async () => {
  const SessionId = await open('CREATE TEMP TABLE passing (a INT)', 10);
  clock.now += 10_001;
  await expect(running.client.run('SELECT * FROM passing', { SessionId })).rejects.toMatchObject({
    name: 'ValidationException',
    message: `Session is not available: ${SessionId}`,
  });
  const closed = await running.client.sdk.send(new ListSessionsCommand({ SessionId }));
  expect(closed.Sessions).toMatchObject([{ SessionId, Status: 'CLOSED', SessionAliveSeconds: 10 }]);
});

test('a session that is to be kept no longer ends with its statement', async () => {
  const SessionId = await open('SELECT 1');
  await running.client.run('SELECT 2', { SessionId, SessionKeepAliveSeconds: 0 });
  await expect(running.client.run('SELECT 3', { SessionId })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('open sessions are listed', async () => {
  const SessionId = await open('SELECT 1');
  const { Sessions } = await running.client.sdk.send(new ListSessionsCommand({}));
  expect(Sessions?.[0]).toMatchObject({ SessionId, Status: 'AVAILABLE', ...TARGET });
});

test('a session lasts at most a day', async () => {
  const command = new ExecuteStatementCommand({
    Sql: 'SELECT 1',
    ...TARGET,
    SessionKeepAliveSeconds: 86_401,
  });
  await expect(running.client.sdk.send(command)).rejects.toMatchObject({
    name: 'ValidationException',
  });
});
