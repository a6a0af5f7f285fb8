import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { imageIdOf, type Metadata } from '@miniatura/metadata';
import { type ListedObject, listObjects } from '@miniatura/objects';
import { THUMBNAILS_BUCKET } from '../stack/names.ts';
import type { BackfillCursor } from './backfill-cursor.ts';
import { backfillEvent } from './backfill-event.ts';

/** All objects of a bucket with a prefix. */
export interface ObjectPrefix {
  readonly bucket: string;
  readonly prefix: string;
}

/** The source of a backfill is invalid. */
export class BackfillSourceError extends Error {
  override readonly name = 'BackfillSourceError';
  readonly code = 'invalid-source';

  constructor(expected: string, received: string, options?: ErrorOptions) {
    super(`Expected ${expected} but received ${received}`, options);
  }
}

/** @throws BackfillSourceError unless the URI is `s3://BUCKET` or `s3://BUCKET/PREFIX` */
export function parseObjectPrefix(uri: string): ObjectPrefix {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (bucket === '') throw new BackfillSourceError('s3://BUCKET/PREFIX', uri);
  if (bucket === THUMBNAILS_BUCKET) {
    throw new BackfillSourceError('a bucket of originals', `the thumbnails' own, ${bucket}`);
  }
  return { bucket, prefix };
}

export interface BackfillDependencies {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly metadata: Pick<Metadata, 'findImages'>;
  readonly cursor: BackfillCursor;
  /** The maximum number of events per second. */
  readonly rate: number;
  /** Called for each object that was checked. */
  readonly onObject: (result: 'sent' | 'current') => void;
}

/**
 * The number of objects checked together. After a kill as many may be sent again, which has no
 * effect.
 */
const PAGE_SIZE = 100;
/** The maximum number of waiting messages in the queue. Above it, sending pauses. */
const MAX_WAITING = 500;
const POLL_MS = 250;

/** Sends the objects after the cursor to the thumbnailer, except those whose row is up to date. */
export async function backfillObjects(
  source: ObjectPrefix,
  dependencies: BackfillDependencies,
): Promise<void> {
  const { cursor } = dependencies;
  const pace = pacer(dependencies.rate);
  for (;;) {
    const startAfter = await cursor.read();
    const objects = await listPage(dependencies.s3, source, startAfter);
    const last = objects.at(-1);
    if (last === undefined) return cursor.remove();
    await sendPage(objects, pace, dependencies);
    await cursor.write(last.key);
  }
}

async function sendPage(
  objects: readonly ListedObject[],
  pace: () => Promise<void>,
  { sqs, queueUrl, metadata, onObject }: BackfillDependencies,
): Promise<void> {
  await untilQueueIsShort(sqs, queueUrl);
  const images = await metadata.findImages(
    objects.map(({ bucket, key }) => imageIdOf(bucket, key)),
  );
  const byId = new Map(images.map((image) => [image.imageId, image]));
  for (const object of objects) {
    const event = backfillEvent(object, byId.get(imageIdOf(object.bucket, object.key)));
    if (event !== undefined) {
      await pace();
      const MessageBody = JSON.stringify(event);
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    }
    onObject(event === undefined ? 'current' : 'sent');
  }
}

/** Lists the first page after a key; empty at the end. */
async function listPage(
  s3: S3Client,
  source: ObjectPrefix,
  startAfter: string | undefined,
): Promise<readonly ListedObject[]> {
  for await (const page of listObjects(s3, { ...source, startAfter, pageSize: PAGE_SIZE })) {
    return page;
  }
  return [];
}

/**
 * Counts the objects after the cursor. @throws BackfillSourceError when the bucket does not exist
 */
export async function countObjects(
  s3: S3Client,
  source: ObjectPrefix,
  startAfter: string | undefined,
): Promise<number> {
  let count = 0;
  try {
    for await (const page of listObjects(s3, { ...source, startAfter })) count += page.length;
  } catch (error) {
    if ((error as Error).name !== 'NoSuchBucket') throw error;
    throw new BackfillSourceError('a bucket that exists', source.bucket, { cause: error });
  }
  return count;
}

async function untilQueueIsShort(sqs: SQSClient, QueueUrl: string): Promise<void> {
  const name = 'ApproximateNumberOfMessages';
  for (;;) {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] });
    const { Attributes } = await sqs.send(command);
    if (Number(Attributes?.[name]) < MAX_WAITING) return;
    await sleep(POLL_MS);
  }
}

/**
 * Creates a function that waits to limit calls to `rate` per second, evenly. Pauses are not caught
 * up.
 */
function pacer(rate: number): () => Promise<void> {
  const intervalMs = 1000 / rate;
  let nextAt = 0;
  return async () => {
    const now = performance.now();
    if (nextAt > now) await sleep(nextAt - now);
    nextAt = Math.max(nextAt, now) + intervalMs;
  };
}
