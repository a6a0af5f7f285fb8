import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type LocalSqs, type Queue, startLocalSqs } from '../src/index.ts';
import { MoveTaskStore } from '../src/move-task-store.ts';
import { runningSqs, sqsClient, temporaryDirectory, until } from './running-sqs.ts';

async function withDeadLetters(sqs: LocalSqs, count: number) {
  const dead = sqs.createQueue({ name: 'dead' });
  const queue = sqs.createQueue({
    name: 'jobs',
    attributes: {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
    },
  });
  queue.sendAll(Array.from({ length: count }, (_, i) => ({ body: String(i) })));
  await queue.receive({ maxNumberOfMessages: count, visibilityTimeoutMs: 0 });
  await queue.receive({ maxNumberOfMessages: count });
  expect(dead.counts().visible).toBe(count);
  return { queue, dead };
}

async function listTasks(sqs: LocalSqs, dead: Queue) {
  const list = new ListMessageMoveTasksCommand({ SourceArn: dead.arn, MaxResults: 10 });
  return (await sqsClient(sqs.endpoint).send(list)).Results ?? [];
}

test('dead letters are moved back to their source queue as new messages', async () => {
  const sqs = await runningSqs();
  const { queue, dead } = await withDeadLetters(sqs, 1200);
  const client = sqsClient(sqs.endpoint);
  const start = new StartMessageMoveTaskCommand({ SourceArn: dead.arn });
  expect((await client.send(start)).TaskHandle).toMatch(/^[0-9a-f-]{36}$/);
  await until(async () => (await listTasks(sqs, dead))[0]?.Status === 'COMPLETED');
  expect(await listTasks(sqs, dead)).toMatchObject([
    {
      SourceArn: dead.arn,
      ApproximateNumberOfMessagesMoved: 1200,
      ApproximateNumberOfMessagesToMove: 1200,
    },
  ]);
  expect(queue.counts().visible).toBe(1200);
  const [message] = await queue.receive();
  expect(message).toMatchObject({ receiveCount: 1, deadLetterQueueSourceArn: undefined });
});

test('a task may move to another queue, at a rate, and be cancelled', async () => {
  const sqs = await runningSqs();
  const { dead } = await withDeadLetters(sqs, 5);
  const other = sqs.createQueue({ name: 'other' });
  const client = sqsClient(sqs.endpoint);
  const start = new StartMessageMoveTaskCommand({
    SourceArn: dead.arn,
    DestinationArn: other.arn,
    MaxNumberOfMessagesPerSecond: 1,
  });
  const { TaskHandle } = await client.send(start);
  await until(() => other.counts().visible === 1);
  await expect(client.send(start)).rejects.toThrow('only one at a time');
  const cancel = new CancelMessageMoveTaskCommand({ TaskHandle });
  const { ApproximateNumberOfMessagesMoved: moved } = await client.send(cancel);
  expect(dead.counts().visible).toBe(5 - (moved ?? 0));
  expect(await listTasks(sqs, dead)).toMatchObject([
    { Status: 'CANCELLED', DestinationArn: other.arn },
  ]);
  await expect(client.send(cancel)).rejects.toThrow('Only active tasks can be cancelled');
});

test('messages without a source queue cannot be moved', async () => {
  const sqs = await runningSqs();
  const { dead } = await withDeadLetters(sqs, 0);
  dead.send('by hand');
  const start = new StartMessageMoveTaskCommand({ SourceArn: dead.arn });
  await sqsClient(sqs.endpoint).send(start);
  await until(async () => (await listTasks(sqs, dead))[0]?.Status === 'FAILED');
  expect(await listTasks(sqs, dead)).toMatchObject([
    { FailureReason: 'CouldNotDetermineMessageSource' },
  ]);
  expect(dead.counts().visible).toBe(1);
});

test('a task continues after a restart', async () => {
  const directory = temporaryDirectory();
  const before = await startLocalSqs({ directory, port: 0 });
  const { dead } = await withDeadLetters(before, 3);
  const start = new StartMessageMoveTaskCommand({ SourceArn: dead.arn });
  await sqsClient(before.endpoint).send(start);
  await before.close();
  const after = await runningSqs({ directory });
  await until(() => after.getQueue('jobs').counts().visible === 3);
});

test('a source that is missing or no dead-letter queue, and the source as destination, are rejected', async () => {
  const sqs = await runningSqs();
  const { queue, dead } = await withDeadLetters(sqs, 0);
  const client = sqsClient(sqs.endpoint);
  const start = (SourceArn: string, DestinationArn?: string) =>
    client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  await expect(start(queue.arn)).rejects.toThrow('must be configured as a Dead Letter Queue');
  await expect(start(dead.arn, dead.arn)).rejects.toThrow('Expected a queue other than the source');
  await expect(start(`${dead.arn}-x`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a failed step is retried and does not end the process', async () => {
  const sqs = await runningSqs();
  const { dead } = await withDeadLetters(sqs, 3);
  // A mock, because a test cannot fill a disk.
  const moveSome = vi.spyOn(MoveTaskStore.prototype, 'moveSome').mockImplementationOnce(() => {
    throw new Error('database or disk is full');
  });
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  await sqsClient(sqs.endpoint).send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
  await until(() => dead.counts().visible === 0);
  expect(moveSome.mock.calls.length).toBeGreaterThan(1);
  expect(printed).toHaveBeenCalledTimes(1);
});
