import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExecuteStatementCommand, type RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { endWith, startInChild } from '@miniatura/local-service/test-support/run-in-child';
import { expect, onTestFinished, test } from 'vitest';
import {
  clientOf,
  preparedDirectory,
  removeDirectory,
  startRedshift,
  TARGET,
  TestClient,
} from './running-redshift.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-redshift-data.ts', import.meta.url));

function temporaryDirectory(): string {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  return directory;
}

const ENDLESS = `INSERT INTO kept
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
  SELECT i FROM n`;

test(
  'a statement in flight is rolled back and FAILED, one that waited too, and history stays',
  { timeout: 120_000 },
  async () => {
    const directory = temporaryDirectory();
    const { child, endpoint } = await startInChild(BIN, ['--directory', directory]);
    const client = new TestClient(endpoint);
    await client.query('CREATE TABLE kept (a BIGINT)');
    const done = await client.run('INSERT INTO kept VALUES (7)', { StatementName: 'done' });
    const selected = await client.run('SELECT a FROM kept');
    const submit = async (Sql: string) =>
      (await client.sdk.send(new ExecuteStatementCommand({ Sql, ...TARGET }))).Id;
    const running = await submit(ENDLESS);
    const waiting = await submit('INSERT INTO kept VALUES (8)');
    await expect
      .poll(async () => (await client.describe(running, 0)).Status, { timeout: 60_000 })
      .toBe('STARTED');
    await endWith(child, 'SIGKILL');

    const after = await startRedshift({ directory });
    onTestFinished(() => after.redshift.close());
    for (const Id of [running, waiting]) {
      expect(await after.client.describe(Id)).toMatchObject({
        Status: 'FAILED',
        Error: expect.stringContaining('rolled back'),
      });
    }
    expect(await after.client.describe(done.Id)).toMatchObject({ Status: 'FINISHED' });
    expect(await after.client.rows(selected.Id)).toEqual([[7]]);
    expect(await after.client.query('SELECT a FROM kept')).toEqual([[7]]);
  },
);

/** Inserts until the server is gone; gives back what was acknowledged, and the last that was not. */
async function insertUntilGone(
  client: RedshiftDataClient,
  first: number,
  onFinished: (count: number) => void,
): Promise<{ finished: number[]; ids: Map<string, number> }> {
  const finished: number[] = [];
  const ids = new Map<string, number>();
  for (let value = first; ; value += 1) {
    try {
      const command = new ExecuteStatementCommand({
        Sql: `INSERT INTO kept VALUES (${value})`,
        ...TARGET,
        WaitTimeSeconds: 30,
      });
      const { Id = '', Status } = await client.send(command);
      ids.set(Id, value);
      if (Status === 'FINISHED') finished.push(value);
      onFinished(finished.length);
    } catch {
      return { finished, ids };
    }
  }
}

test(
  'kill after kill, the status of every statement says whether its row is there',
  { timeout: 120_000 },
  async () => {
    const directory = temporaryDirectory();
    const acknowledged: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, endpoint } = await startInChild(BIN, ['--directory', directory]);
      if (round === 0) await new TestClient(endpoint).query('CREATE TABLE kept (a BIGINT)');
      const { finished } = await insertUntilGone(clientOf(endpoint), round * 1000, (count) => {
        if (count === 12 + 5 * round) child.kill('SIGKILL');
      });
      acknowledged.push(...finished);
    }
    const after = await startRedshift({ directory });
    onTestFinished(() => after.redshift.close());
    const rows = (await after.client.query('SELECT a FROM kept ORDER BY a')).map(([a]) =>
      Number(a),
    );
    expect(acknowledged.filter((value) => !rows.includes(value))).toEqual([]);
    expect(new Set(rows).size).toBe(rows.length);
    const { Statements = [] } = await after.client.sdk.send(
      new (await import('@aws-sdk/client-redshift-data')).ListStatementsCommand({ Status: 'ALL' }),
    );
    const inserted = Statements.filter(({ QueryString = '' }) => QueryString.startsWith('INSERT'));
    const finishedValues = inserted
      .filter(({ Status }) => Status === 'FINISHED')
      .map(({ QueryString = '' }) => Number(/\((\d+)\)/.exec(QueryString)?.[1]));
    expect(finishedValues.toSorted((a, b) => a - b)).toEqual(rows);
  },
);

test('a database whose creation was killed is created again', { timeout: 120_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'local-redshift-data-half-'));
  onTestFinished(() => removeDirectory(directory));
  const entries = watch(directory);
  const child = spawn(process.execPath, [BIN, '--directory', directory], { stdio: 'ignore' });
  for await (const { filename } of entries) if (filename === 'database.unfinished') break;
  await endWith(child, 'SIGKILL');
  expect(existsSync(join(directory, 'database'))).toBe(false);
  const after = await startRedshift({ directory });
  expect(await after.client.query('SELECT 1')).toEqual([[1]]);
  await after.redshift.close();
});
