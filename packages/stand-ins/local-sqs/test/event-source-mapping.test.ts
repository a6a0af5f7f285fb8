import type { Context, SQSEvent } from 'aws-lambda';
import { expect, onTestFinished, test } from 'vitest';
import {
  type EventSourceMappingOptions,
  type FailedInvocation,
  type LocalSqsOptions,
  type Queue,
  startEventSourceMapping,
} from '../src/index.ts';
import { runningSqs, until } from './running-sqs.ts';

async function queuePair(
  maxReceiveCount = 3,
  options: Partial<LocalSqsOptions> = {},
): Promise<{ queue: Queue; dead: Queue }> {
  const sqs = await runningSqs(options);
  const dead = sqs.createQueue({ name: 'dead' });
  const queue = sqs.createQueue({
    name: 'jobs',
    attributes: {
      VisibilityTimeout: '60',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount }),
    },
  });
  return { queue, dead };
}

function map(
  options: Pick<EventSourceMappingOptions, 'queue' | 'handler'> &
    Partial<EventSourceMappingOptions>,
) {
  const errors: { error: unknown; invocation: FailedInvocation }[] = [];
  const mapping = startEventSourceMapping({
    maximumConcurrency: 2,
    functionTimeoutMs: 30_000,
    retryDelayMs: () => 0,
    onError: (error, invocation) => errors.push({ error, invocation }),
    ...options,
  });
  onTestFinished(() => mapping.stop());
  return { mapping, errors };
}

function isEmpty({ visible, inFlight, delayed }: ReturnType<Queue['counts']>) {
  return visible + inFlight + delayed === 0;
}

test('the handler receives the event and context of Lambda, and successful messages are deleted', async () => {
  const { queue } = await queuePair();
  const calls: { event: SQSEvent; context: Context; remainingMs: number }[] = [];
  queue.send('{"a":1}', {
    messageAttributes: { kind: { DataType: 'String', StringValue: 'image' } },
    traceHeader: 'Root=1-2-3',
  });
  map({
    queue,
    functionName: 'thumbnailer',
    handler: async (event, context) => {
      calls.push({ event, context, remainingMs: context.getRemainingTimeInMillis() });
    },
  });
  await until(() => isEmpty(queue.counts()));
  expect(calls).toHaveLength(1);
  expect(calls[0]?.event.Records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: '{"a":1}',
      attributes: {
        SenderId: 'local',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        AWSTraceHeader: 'Root=1-2-3',
      },
      messageAttributes: {
        kind: {
          stringValue: 'image',
          stringListValues: [],
          binaryListValues: [],
          dataType: 'String',
        },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:jobs',
      awsRegion: 'us-east-1',
    },
  ]);
  expect(calls[0]?.context).toMatchObject({ functionName: 'thumbnailer' });
  expect(calls[0]?.remainingMs).toBeGreaterThan(0);
  expect(calls[0]?.remainingMs).toBeLessThanOrEqual(30_000);
});

test('only reported items are retried, and one that always fails becomes a dead letter', async () => {
  const { queue, dead } = await queuePair(3);
  const seen: Record<string, number> = {};
  queue.sendAll(['good 1', 'poison', 'good 2'].map((body) => ({ body })));
  map({
    queue,
    handler: async ({ Records }) => {
      for (const { body } of Records) seen[body] = (seen[body] ?? 0) + 1;
      const failed = Records.filter(({ body }) => body === 'poison');
      return {
        batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
    },
  });
  await until(() => dead.counts().visible === 1);
  expect(seen).toEqual({ 'good 1': 1, 'good 2': 1, poison: 3 });
  expect(isEmpty(queue.counts())).toBe(true);
  expect(await dead.receive()).toMatchObject([
    { body: 'poison', receiveCount: 4, deadLetterQueueSourceArn: queue.arn },
  ]);
});

test.each([
  [
    'a handler that throws',
    async () => {
      throw new Error('boom');
    },
    'boom',
  ],
  [
    'an unknown item',
    async () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
    'received the item {"itemIdentifier":"x"}',
  ],
  [
    'a bad key',
    async () => ({ batchItemFailures: [{ messageId: 'x' }] }) as never,
    'received the item {"messageId":"x"}',
  ],
  ['text', async () => 'ok' as never, 'received "ok"'],
])('%s fails the whole batch and is passed to onError', async (_, handler, message) => {
  const { queue, dead } = await queuePair(2);
  queue.sendAll([{ body: '1' }, { body: '2' }]);
  const { errors } = map({ queue, handler });
  await until(() => dead.counts().visible === 2);
  expect(errors).toHaveLength(2);
  expect(String(errors[0]?.error)).toContain(message);
  expect(errors[0]?.invocation).toMatchObject({ queueArn: queue.arn });
  expect(errors[0]?.invocation.messageIds).toHaveLength(2);
});

test('a handler that exceeds its timeout fails', async () => {
  const { queue, dead } = await queuePair(1);
  queue.send('slow');
  const { errors } = map({
    queue,
    functionTimeoutMs: 20,
    handler: () => new Promise(() => undefined),
  });
  await until(() => dead.counts().visible === 1);
  expect(errors.map(({ error }) => (error as { code: string }).code)).toEqual([
    'function-timed-out',
  ]);
});

test('without a retry delay a failed message is visible again after its visibility timeout', async () => {
  const clock = { nowMs: Date.now() };
  const { queue } = await queuePair(3, { now: () => clock.nowMs });
  queue.setAttributes({ VisibilityTimeout: '1' });
  queue.send('twice');
  const countsAfterFailure: ReturnType<Queue['counts']>[] = [];
  const mapping = startEventSourceMapping({
    queue,
    maximumConcurrency: 1,
    functionTimeoutMs: 1000,
    onError: () =>
      setImmediate(() => {
        countsAfterFailure.push(queue.counts());
        clock.nowMs += 1000;
      }),
    handler: async ({ Records }) => {
      if (Records[0]?.attributes.ApproximateReceiveCount === '1') throw new Error('once');
    },
  });
  onTestFinished(() => mapping.stop());
  await until(() => isEmpty(queue.counts()));
  expect(countsAfterFailure).toEqual([{ visible: 0, inFlight: 1, delayed: 0 }]);
});

test('invocations run concurrently, up to maximumConcurrency', async () => {
  const { queue } = await queuePair();
  let running = 0;
  let most = 0;
  const release: (() => void)[] = [];
  queue.sendAll(Array.from({ length: 12 }, (_, i) => ({ body: String(i) })));
  map({
    queue,
    batchSize: 1,
    maximumConcurrency: 3,
    handler: async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running -= 1;
    },
  });
  for (let done = 0; done < 12; done += 3) {
    await until(() => release.length === 3);
    expect(queue.counts().inFlight).toBe(3);
    for (const resolve of release.splice(0)) resolve();
  }
  await until(() => isEmpty(queue.counts()));
  expect(most).toBe(3);
});

test('a batching window collects a full batch', async () => {
  const { queue } = await queuePair();
  const sizes: number[] = [];
  map({
    queue,
    batchSize: 3,
    maximumConcurrency: 1,
    maxBatchingWindowMs: 20_000,
    handler: async ({ Records }) => void sizes.push(Records.length),
  });
  for (const body of ['1', '2', '3']) queue.send(body);
  await until(() => sizes.length > 0);
  expect(sizes).toEqual([3]);
});

test('stop waits for the batch in flight and receives no further message', async () => {
  const { queue } = await queuePair();
  let finish: () => void = () => undefined;
  queue.send('in flight');
  const { mapping } = map({
    queue,
    handler: () => new Promise<void>((resolve) => (finish = resolve)),
  });
  await until(() => queue.counts().inFlight === 1);
  const stopped = mapping.stop();
  queue.send('later');
  finish();
  await stopped;
  expect(queue.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
});

test('without reportBatchItemFailures the response of the handler is ignored', async () => {
  const { queue } = await queuePair();
  queue.send('x');
  const { errors } = map({
    queue,
    reportBatchItemFailures: false,
    handler: async () => 'anything' as never,
  });
  await until(() => isEmpty(queue.counts()));
  expect(errors).toEqual([]);
});

test('a mapping reports that its queue was deleted, and ends', async () => {
  const sqs = await runningSqs();
  const queue = sqs.createQueue({ name: 'jobs' });
  const { errors } = map({ queue, maximumConcurrency: 1, handler: async () => undefined });
  sqs.deleteQueue('jobs');
  await until(() => errors.length > 0);
  expect(errors.map(({ error }) => (error as { code: string }).code)).toEqual([
    'QueueDoesNotExist',
  ]);
});

test.each([
  [{ batchSize: 0 }, 'Expected an integer from 1 to 10000 for batchSize but received 0.'],
  [{ maximumConcurrency: 1.5 }, 'for maximumConcurrency but received 1.5'],
  [{ functionTimeoutMs: 60_001 }, 'Expected a VisibilityTimeout of at least functionTimeoutMs'],
])('the options %o are rejected', async (options, message) => {
  const { queue } = await queuePair();
  expect(() => map({ queue, handler: async () => undefined, ...options })).toThrow(message);
});
