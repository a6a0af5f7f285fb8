import {
  BatchExecuteStatementCommand,
  ExecuteStatementCommand,
  ListStatementsCommand,
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
  running = await startRedshift({
    now: () => clock.now,
    maxResultByteCount: 100_000,
    enforceRates: true,
    queryLimitSeconds: 600,
  });
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

const nextSecond = (): void => void (clock.now += 1000);

test('a statement of more than 100 KB is rejected', async () => {
  const sql = (byteCount: number) => `SELECT '${'x'.repeat(byteCount - 9)}'`;
  await expect(running.client.run(sql(102_401))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/larger than 100kB/),
  });
  nextSecond();
});

test('a batch has 1 to 40 statements', async () => {
  const run = (count: number) =>
    running.client.runBatch(Array.from({ length: count }, () => 'SELECT 1'));
  for (const count of [0, 41]) {
    await expect(run(count)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Expected 1 to 40 statements for Sqls but received ${count}`,
    });
  }
  expect((await run(40)).Status).toBe('FINISHED');
  nextSecond();
});

test('a statement has at most 200 parameters', async () => {
  const Parameters = Array.from({ length: 201 }, (_, index) => ({ name: `p${index}`, value: '1' }));
  const sql = `SELECT ${Parameters.map(({ name }) => `:${name}`).join(', ')}`;
  await expect(running.client.run(sql, { Parameters })).rejects.toMatchObject({
    message: 'Expected at most 200 Parameters but received 201',
  });
  expect(
    await running.client.query(sql.replace(', :p200', ''), {
      Parameters: Parameters.slice(0, 200),
    }),
  ).toHaveLength(1);
  nextSecond();
});

test('a result above its limit fails the statement, as does a row above 64 KB', async () => {
  expect(
    await running.client.errorOf("SELECT repeat('x', 1000) FROM generate_series(1, 101)"),
  ).toBe('ERROR: The result exceeds the limit of 100000 bytes');
  expect(await running.client.errorOf("SELECT repeat('x', 65537)")).toMatch(/65536 bytes/);
  nextSecond();
});

test('more requests a second than the service takes are throttled', async () => {
  const list = () => running.client.sdk.send(new ListStatementsCommand({}));
  await Promise.all([list(), list(), list()]);
  await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
  nextSecond();
  await list();
});

test('500 statements may be active, and not one more', { timeout: 120_000 }, async () => {
  const submit = () =>
    running.client.sdk.send(
      new ExecuteStatementCommand({
        Sql: 'SELECT count(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b',
        ...TARGET,
      }),
    );
  for (let count = 0; count < 500; count += 1) {
    if (count % 30 === 0) nextSecond();
    await submit();
  }
  nextSecond();
  await expect(submit()).rejects.toMatchObject({ name: 'ActiveStatementsExceededException' });
});

test('statements are forgotten after 24 hours', { timeout: 120_000 }, async () => {
  const other = await startRedshift({ now: () => clock.now });
  const { Id } = await other.client.run('SELECT 1');
  clock.now += 24 * 60 * 60 * 1000 + 1;
  await other.client.run('SELECT 2');
  await expect(other.client.describe(Id)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await other.redshift.close();
  removeDirectory(other.directory);
});

test('a wait is at most 30 seconds', async () => {
  const command = new BatchExecuteStatementCommand({
    Sqls: ['SELECT 1'],
    ...TARGET,
    WaitTimeSeconds: 31,
  });
  await expect(running.client.sdk.send(command)).rejects.toMatchObject({
    message: 'Expected an integer from 0 to 30 for WaitTimeSeconds but received 31',
  });
});
