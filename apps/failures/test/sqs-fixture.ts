import { join } from 'node:path';
import type { ReceiveMessageRequest, SQSClient } from '@aws-sdk/client-sqs';
import { startEventSourceMapping } from '@miniatura/local-sqs';
import { failureLogOf, openMetadata } from '@miniatura/metadata';
import { recordingLog } from '@miniatura/test-support/recording-log';
import { startSqs } from '@miniatura/test-support/start-sqs';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import { vi } from 'vitest';
import { connect } from '../src/connect.ts';
import { createHandler } from '../src/create-handler.ts';
import { FAILURES_RESOURCES } from '../src/resources.ts';

const DEADLINE_MS = 60_000;

/**
 * The failure handler on real queues. A message that fails once in `queue` becomes a dead letter.
 */
export async function startFailures() {
  await using starting = new AsyncDisposableStack();
  const { local: sqs, sqs: client, urlOf } = await startSqs(starting);
  receiveWithoutWaiting(client);
  const parkingQueue = sqs.createQueue({ name: 'parked' });
  const deadLetters = sqs.createQueue({
    name: 'dead-letters',
    attributes: { VisibilityTimeout: String(FAILURES_RESOURCES.visibilityTimeoutMs / 1000) },
  });
  const redrive = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 };
  const attributes = { RedrivePolicy: JSON.stringify(redrive) };
  const queue = sqs.createQueue({ name: 'thumbnailer', attributes });
  const bulkQueue = sqs.createQueue({ name: 'bulk', attributes });
  const file = join(await temporaryFolder(starting), 'metadata.sqlite');
  const metadata = await openMetadata({ url: `sqlite:${file}` });
  starting.defer(() => metadata.close());
  const dependencies = connect(
    { sqs: client, metadata },
    {
      parkingQueueUrl: urlOf('parked'),
      thumbnailerQueueUrl: urlOf('thumbnailer'),
      bulkQueueUrl: urlOf('bulk'),
    },
  );
  const counted: number[] = [];
  const { logged, log } = recordingLog();
  const handlerWith = (changes: Partial<typeof dependencies> = {}) =>
    createHandler({
      ...dependencies,
      ...changes,
      retentionDays: 7,
      log,
      countDeadLetters: (count) => void counted.push(count),
    });
  const mapHandler = () =>
    startEventSourceMapping({
      queue: deadLetters,
      handler: handlerWith(),
      maximumConcurrency: 2,
      functionTimeoutMs: FAILURES_RESOURCES.timeoutMs,
      onError: (error) => void logged.push({ error }),
    });
  const running = starting.move();
  return {
    ...{
      queue,
      bulkQueue,
      deadLetters,
      parkingQueue,
      dependencies,
      counted,
      logged,
      handlerWith,
      mapHandler,
    },
    failures: failureLogOf(metadata.db),
    metadata,
    stop: () => running.disposeAsync(),
  };
}

/** Unlike SQS, the stand-in finds all visible messages at once. Waiting for more takes a second. */
function receiveWithoutWaiting({ middlewareStack }: SQSClient): void {
  middlewareStack.add(
    (next, { commandName }) =>
      ({ input }) => {
        if (commandName !== 'ReceiveMessageCommand') return next({ input });
        const request: ReceiveMessageRequest = { ...(input as ReceiveMessageRequest) };
        return next({ input: { ...request, WaitTimeSeconds: 0 } });
      },
    { step: 'initialize' },
  );
}

export type RunningFailures = Awaited<ReturnType<typeof startFailures>>;

export async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { timeout: DEADLINE_MS, interval: 10 });
}

/** A raw S3 notification. */
export function notification(key: string, fields: { readonly eventTime?: string } = {}): string {
  return JSON.stringify({
    Records: [
      {
        ...fields,
        eventSource: 'aws:s3',
        s3: { bucket: { name: 'originals' }, object: { key: encodeURIComponent(key) } },
      },
    ],
  });
}
