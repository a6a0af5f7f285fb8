import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CancelStatementCommand,
  ExecuteStatementCommand,
  ListSchemasCommand,
} from '@aws-sdk/client-redshift-data';
import { runToEnd } from '@miniatura/local-service/test-support/run-in-child';
import { expect, onTestFinished, test } from 'vitest';
import {
  preparedDirectory,
  removeDirectory,
  startRedshift,
  TARGET,
  type TestClient,
} from './running-redshift.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-redshift-data.ts', import.meta.url));

const ENDLESS =
  'SELECT COUNT(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b';

/** Without this file PostgreSQL does not open a database. */
const controlFile = (directory: string): string => join(directory, 'database/global/pg_control');

async function submit(client: TestClient, Sql: string): Promise<string | undefined> {
  return (await client.sdk.send(new ExecuteStatementCommand({ Sql, ...TARGET }))).Id;
}

test('statements fail clearly while the database does not open, and run once it does', async () => {
  const { redshift, client, directory } = await startRedshift();
  onTestFinished(async () => {
    await redshift.close();
    removeDirectory(directory);
  });
  await client.query('CREATE TABLE kept (a INT)');
  await client.query('INSERT INTO kept VALUES (1)');
  const file = controlFile(directory);
  const stopped = await submit(client, ENDLESS);
  await expect
    .poll(async () => (await client.describe(stopped, 0)).Status, { timeout: 60_000 })
    .toBe('STARTED');
  renameSync(file, `${file}.away`);
  // The database is opened again after a statement that was cut off.
  await client.sdk.send(new CancelStatementCommand({ Id: stopped }));
  const error = await client.errorOf('SELECT a FROM kept');
  expect(error).toContain(`Expected a database that opens in ${join(directory, 'database')} but`);
  expect(error).toContain(`move ${join(directory, 'database')} away`);
  expect(await client.describe(stopped)).toMatchObject({ Status: 'ABORTED' });
  renameSync(`${file}.away`, file);
  await expect
    .poll(() => client.query('SELECT a FROM kept').catch(() => undefined), {
      timeout: 60_000,
      interval: 500,
    })
    .toEqual([[1]]);
});

test('one that opens later answers meanwhile, and statements wait for the database', async () => {
  const { redshift, client, directory } = await startRedshift({ opensLater: true });
  onTestFinished(async () => {
    await redshift.close();
    removeDirectory(directory);
  });
  expect(redshift.state()).toBe('opening');
  const waiting = await submit(client, 'SELECT 1');
  expect(await client.query('SELECT 2')).toEqual([[2]]);
  expect(await client.describe(waiting)).toMatchObject({ Status: 'FINISHED' });
  await redshift.open();
  expect(redshift.state()).toBe('open');
});

test('one that opens later opens for the first statement, or when it is asked to', async () => {
  const first = await startRedshift({ opensLater: true });
  expect(await first.client.query('SELECT 1')).toEqual([[1]]);
  expect(first.redshift.state()).toBe('open');
  await first.redshift.close();
  const { directory } = first;
  onTestFinished(() => removeDirectory(directory));
  const { redshift } = await startRedshift({ directory, opensLater: true });
  onTestFinished(() => redshift.close());
  expect(redshift.state()).toBe('opening');
  await redshift.open();
  expect(redshift.state()).toBe('open');
});

test('one that is closed before it opens reports that', async () => {
  const { redshift, directory } = await startRedshift({ opensLater: true });
  onTestFinished(() => removeDirectory(directory));
  await redshift.close();
  await expect(redshift.open()).rejects.toMatchObject({ code: 'database-unavailable' });
});

test('one that opens later says why its database does not open, until it does', async () => {
  const directory = preparedDirectory();
  const file = controlFile(directory);
  renameSync(file, `${file}.away`);
  const { redshift, client } = await startRedshift({ directory, opensLater: true });
  onTestFinished(async () => {
    await redshift.close();
    removeDirectory(directory);
  });
  const reason = `Expected a database that opens in ${join(directory, 'database')} but`;
  await expect(redshift.open()).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringContaining(reason),
  });
  expect(redshift.state()).toMatchObject({ message: expect.stringContaining(reason) });
  expect(await client.errorOf('SELECT 1')).toContain(reason);
  const schemas = client.sdk.send(new ListSchemasCommand(TARGET));
  await expect(schemas).rejects.toThrow(reason);
  renameSync(`${file}.away`, file);
  await expect
    .poll(() => client.query('SELECT 1').catch(() => undefined), { timeout: 60_000, interval: 500 })
    .toEqual([[1]]);
  expect(redshift.state()).toBe('open');
});

test('a damaged database ends the start with its folder and what to do', async () => {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  writeFileSync(controlFile(directory), 'damaged');
  const { exitCode, output } = await runToEnd(BIN, ['--directory', directory]);
  expect(exitCode).toBe(1);
  expect(output).toContain(
    `local-redshift-data: Expected a database that opens in ${join(directory, 'database')} but`,
  );
  expect(output).toContain(`move ${join(directory, 'database')} away`);
  expect(output.trim().split('\n').length).toBeLessThan(5);
});

test('a process that ended between the renaming of the database and its note opens it again', async () => {
  const directory = preparedDirectory();
  onTestFinished(() => removeDirectory(directory));
  rmSync(join(directory, 'database', 'renamed_database'));
  const running = await startRedshift({ directory });
  onTestFinished(() => running.redshift.close());
  expect(await running.client.query('SELECT current_database()')).toEqual([['dev']]);
});
