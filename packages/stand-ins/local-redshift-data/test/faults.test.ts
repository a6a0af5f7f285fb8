import { DescribeStatementCommand } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Faults } from '../src/index.ts';
import {
  clientOf,
  removeDirectory,
  type RunningRedshift,
  startRedshift,
} from './running-redshift.ts';

const faults = new Faults();
let running: RunningRedshift;
let Id: string | undefined;

beforeAll(async () => {
  running = await startRedshift({ faults });
  ({ Id } = await running.client.run('SELECT 1'));
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

const describe = () => running.client.sdk.send(new DescribeStatementCommand({ Id }));

test('the next requests of an operation are throttled, and no others', async () => {
  faults.add({ operation: 'DescribeStatement', kind: 'throttle', count: 2 });
  expect(await running.client.rows(Id)).toEqual([[1]]);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(describe()).rejects.toMatchObject({ name: 'ThrottlingException' });
  }
  expect((await describe()).Status).toBe('FINISHED');
});

test("the SDK's own retries get over a throttled and a failed request", async () => {
  faults.add({ operation: 'DescribeStatement', kind: 'throttle' });
  faults.add({ operation: 'DescribeStatement', kind: 'fail' });
  const { Status, $metadata } = await clientOf(running.redshift.endpoint, 3).send(
    new DescribeStatementCommand({ Id }),
  );
  expect([Status, $metadata.attempts]).toEqual(['FINISHED', 3]);
});

test('a failed request is an InternalServerException of status 500', async () => {
  faults.add({ operation: 'DescribeStatement', kind: 'fail' });
  await expect(describe()).rejects.toMatchObject({
    name: 'InternalServerException',
    $metadata: { httpStatusCode: 500 },
  });
});

test('a delayed request is answered later', async () => {
  faults.add({ operation: 'DescribeStatement', kind: 'delay', delayMs: 50 });
  expect((await describe()).Status).toBe('FINISHED');
});
