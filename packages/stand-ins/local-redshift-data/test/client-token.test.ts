import { ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import { expect, test } from 'vitest';
import { Faults } from '../src/index.ts';
import { clientOf, removeDirectory, startRedshift, TARGET } from './running-redshift.ts';

function submit(ClientToken: string, Sql = 'INSERT INTO counted VALUES (1)') {
  return new ExecuteStatementCommand({ Sql, ...TARGET, ClientToken, WaitTimeSeconds: 30 });
}

test(
  'the same token and request run once, for 8 hours and over a restart',
  { timeout: 120_000 },
  async () => {
    const clock = { now: Date.parse('2026-11-21T00:00:00Z') };
    const now = () => clock.now;
    const first = await startRedshift({ now });
    await first.client.query('CREATE TABLE counted (a INT)');
    const { Id } = await first.client.sdk.send(submit('t1'));
    expect((await first.client.sdk.send(submit('t1'))).Id).toBe(Id);
    await expect(first.client.sdk.send(submit('t1', 'SELECT 1'))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await first.redshift.close();

    const second = await startRedshift({ now, directory: first.directory });
    expect((await second.client.sdk.send(submit('t1'))).Id).toBe(Id);
    expect(await second.client.query('SELECT count(*) FROM counted')).toEqual([[1]]);
    clock.now += 8 * 60 * 60 * 1000 + 1;
    expect((await second.client.sdk.send(submit('t1'))).Id).not.toBe(Id);
    expect(await second.client.query('SELECT count(*) FROM counted')).toEqual([[2]]);
    await second.redshift.close();
    removeDirectory(first.directory);
  },
);

test('a retry after a lost response does not run the statement again', async () => {
  const faults = new Faults();
  const { client, redshift, directory } = await startRedshift({ faults });
  await client.query('CREATE TABLE counted (a INT)');
  faults.add({ operation: 'ExecuteStatement', kind: 'lose-response' });
  const retrying = clientOf(redshift.endpoint, 3);
  const { Status } = await retrying.send(submit('lost'));
  expect(Status).toBe('FINISHED');
  expect(await client.query('SELECT count(*) FROM counted')).toEqual([[1]]);
  await redshift.close();
  removeDirectory(directory);
});
