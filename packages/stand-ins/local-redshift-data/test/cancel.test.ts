import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  removeDirectory,
  type RunningRedshift,
  startRedshift,
  TARGET,
} from './running-redshift.ts';

let running: RunningRedshift;

beforeAll(async () => {
  running = await startRedshift();
  await running.client.query('CREATE TABLE kept (a INT)');
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

const ENDLESS = `INSERT INTO kept
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
  SELECT i FROM n`;

async function submit(Sql: string): Promise<string | undefined> {
  return (await running.client.sdk.send(new ExecuteStatementCommand({ Sql, ...TARGET }))).Id;
}

async function statusOf(Id: string | undefined) {
  return (await running.client.sdk.send(new DescribeStatementCommand({ Id }))).Status;
}

function started(Id: string | undefined) {
  return expect.poll(() => statusOf(Id), { timeout: 60_000 }).toBe('STARTED');
}

test('a running statement is cancelled and rolled back, and the next ones run', async () => {
  const running1 = await submit(ENDLESS);
  const waiting = await submit('SELECT 5');
  await started(running1);
  expect(await statusOf(waiting)).toBe('SUBMITTED');
  const { Status } = await running.client.sdk.send(new CancelStatementCommand({ Id: running1 }));
  expect(Status).toBe(true);
  expect(await running.client.describe(running1)).toMatchObject({
    Status: 'ABORTED',
    Error: "ERROR: Query cancelled on user's request",
  });
  expect(await running.client.describe(waiting)).toMatchObject({ Status: 'FINISHED' });
  expect(await running.client.query('SELECT count(*) FROM kept')).toEqual([[0]]);
});

test('a statement that waits for its turn is cancelled without being run', async () => {
  const first = await submit(ENDLESS);
  const second = await submit('INSERT INTO kept VALUES (1)');
  await started(first);
  await running.client.sdk.send(new CancelStatementCommand({ Id: second }));
  expect(await statusOf(second)).toBe('ABORTED');
  await running.client.sdk.send(new CancelStatementCommand({ Id: first }));
  expect(await running.client.query('SELECT count(*) FROM kept')).toEqual([[0]]);
});

test('what has ended cannot be cancelled', async () => {
  const { Id } = await running.client.run('SELECT 1');
  await expect(running.client.sdk.send(new CancelStatementCommand({ Id }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: `Could not cancel a query that is already in FINISHED state with ID: ${Id}`,
  });
});

test('a statement timeout ends the batch that set it', async () => {
  const ended = await running.client.runBatch(['SET statement_timeout TO 300', ENDLESS]);
  expect(ended).toMatchObject({
    Status: 'FAILED',
    Error: 'ERROR: canceling statement due to statement timeout',
  });
  expect(await running.client.query('SELECT count(*) FROM kept')).toEqual([[0]]);
});

test('however a statement is cancelled, its status says whether its row is there', async () => {
  const statuses = new Map<number, string | undefined>();
  for (let value = 100; value < 110; value += 1) {
    const id = await submit(`INSERT INTO kept VALUES (${value})`);
    // From before it begins to after it has ended, as it happens.
    for (let waits = 0; waits < value % 5; waits += 1) await statusOf(id);
    await running.client.sdk
      .send(new CancelStatementCommand({ Id: id }))
      .catch((error: Error) => expect(error.name).toBe('ValidationException'));
    statuses.set(value, (await running.client.describe(id)).Status);
  }
  const rows = await running.client.query('SELECT a FROM kept WHERE a >= 100 ORDER BY a');
  const finished = [...statuses].filter(([, status]) => status === 'FINISHED');
  expect(rows).toEqual(finished.map(([value]) => [value]));
  expect([...statuses.values()].every((status) => /FINISHED|ABORTED/.test(status ?? ''))).toBe(
    true,
  );
});
