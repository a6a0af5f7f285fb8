import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startEventSourceMapping, startLocalSqs } from '@miniatura/local-sqs';
import { failureLogOf, openMetadata } from '@miniatura/metadata';
import { connect } from '../src/connect.ts';
import { createHandler } from '../src/create-handler.ts';
import { FAILURES_RESOURCES } from '../src/resources.ts';

const DEADLINE_MS = 30_000;

/**
 * The failure handler on real queues. A message that fails once in `queue` becomes a dead letter.
 */
export async function startFailures() {
  const folder = await mkdtemp(join(tmpdir(), 'failures-'));
  const sqs = await startLocalSqs({ directory: join(folder, 'sqs'), port: 0 });
  const parkingQueue = sqs.createQueue({ name: 'parked' });
  const deadLetters = sqs.createQueue({
    name: 'dead-letters',
    attributes: { VisibilityTimeout: String(FAILURES_RESOURCES.visibilityTimeoutMs / 1000) },
  });
  const redrive = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 };
  const attributes = { RedrivePolicy: JSON.stringify(redrive) };
  const queue = sqs.createQueue({ name: 'thumbnailer', attributes });
  const bulkQueue = sqs.createQueue({ name: 'bulk', attributes });
  const metadata = await openMetadata({ url: `sqlite:${join(folder, 'metadata.sqlite')}` });
  const client = new SQSClient({
    endpoint: sqs.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const urlOf = (name: string) => `${sqs.endpoint}/000000000000/${name}`;
  const dependencies = connect(
    { sqs: client, metadata },
    {
      parkingQueueUrl: urlOf('parked'),
      thumbnailerQueueUrl: urlOf('thumbnailer'),
      bulkQueueUrl: urlOf('bulk'),
    },
  );
  const counted: number[] = [];
  const logged: Record<string, unknown>[] = [];
  const handlerWith = (changes: Partial<typeof dependencies> = {}) =>
    createHandler({
      ...dependencies,
      ...changes,
      retentionDays: 7,
      log: {
        info: (message, fields) => void logged.push({ message, ...fields }),
        error: (message, fields) => void logged.push({ message, ...fields }),
      },
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
    async stop() {
      client.destroy();
      await sqs.close();
      await metadata.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type RunningFailures = Awaited<ReturnType<typeof startFailures>>;

export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error('Expected the condition to be true within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
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
