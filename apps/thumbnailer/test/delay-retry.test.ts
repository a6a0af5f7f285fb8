import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '@miniatura/local-sqs';
import { UnreadableMessageError } from '@miniatura/objects/object-events';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { startSqs } from '@miniatura/test-support/start-sqs';
import { describe, expect, test } from 'vitest';
import { retryDelayS } from '../src/delay-retry.ts';
import { THUMBNAILER_RESOURCES } from '../src/resources.ts';
import { startThumbnailer } from './start-thumbnailer.ts';

const THROTTLED = new Error('Slow down');

describe('A failed message waits', () => {
  test.each([
    [1, 1, 1],
    [2, 4, 8],
    [3, 32, 64],
    [4, 256, 512],
  ])('after attempt %i between %i and %i s', (receiveCount, least, most) => {
    const delayWith = (chance: number) => retryDelayS(receiveCount, THROTTLED, () => chance);
    expect([delayWith(0), delayWith(0.999999)]).toEqual([least, most]);
  });

  test('for the first delay after a terminal error, and not at all after the last attempt', () => {
    const { maxReceiveCount } = THUMBNAILER_RESOURCES;
    expect(retryDelayS(4, new UnreadableMessageError('hello'))).toBe(1);
    expect(retryDelayS(maxReceiveCount, THROTTLED)).toBe(0);
  });
});

/** A queue with a visibility timeout of half an hour, and the handler with its client. */
async function withQueue(
  use: (
    queue: Queue,
    running: Awaited<ReturnType<typeof startThumbnailer>>,
    sqs: SQSClient,
  ) => Promise<void>,
) {
  await using resources = new AsyncDisposableStack();
  const { local, sqs } = await startSqs(resources);
  const running = await startThumbnailer();
  resources.defer(() => running.stop());
  const attributes = {
    VisibilityTimeout: String(THUMBNAILER_RESOURCES.visibilityTimeoutMs / 1000),
  };
  await use(local.createQueue({ name: 'thumbnailer', attributes }), running, sqs);
}

test('A failed message is delivered again long before its visibility timeout', () =>
  withQueue(async (queue, running, sqs) => {
    queue.send('not an event');
    const [message] = await queue.receive({ waitMs: 0 });
    const event = sqsEvent(['not an event']);
    for (const record of event.Records) {
      record.receiptHandle = message?.receiptHandle ?? '';
      record.eventSourceARN = queue.arn;
    }
    const { batchItemFailures } = await running.handlerWith({ sqs })(event);
    expect(batchItemFailures).toHaveLength(1);
    const [again] = await queue.receive({ waitMs: 20_000 });
    expect(again).toMatchObject({ body: 'not an event', receiveCount: 2 });
  }));

test('An error of SQS is logged, and the message fails as usual', () =>
  withQueue(async (queue, running, sqs) => {
    const event = sqsEvent(['not an event']);
    for (const record of event.Records) record.eventSourceARN = queue.arn;
    const { batchItemFailures } = await running.handlerWith({ sqs })(event);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'message-0' }]);
    expect(running.logged.at(-1)).toMatchObject({ message: 'Retry delay not set' });
  }));
