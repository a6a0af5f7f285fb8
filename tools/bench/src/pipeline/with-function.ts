import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { awsClients, ORIGINALS_BUCKET, THUMBNAILS_BUCKET } from '@miniatura/local';
import { openMetadata } from '@miniatura/metadata';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';
import { createdEvent } from '@miniatura/objects/object-events';
import { createHandler } from '@miniatura/thumbnailer';
import { connect } from '@miniatura/thumbnailer/connect';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import type { SQSEvent } from 'aws-lambda';
import type { Image } from './image.ts';

const SERVER_SCRIPT = join(import.meta.dirname, 'serve-aws-in-child.ts');
const BYTES_PER_MB = 1024 * 1024;
/** Nothing listens there. SQS is only used for failed messages, and Redshift not at all. */
const UNREACHABLE = 'http://127.0.0.1:9';

/** Invokes the function with the event of a stored image. @throws Error if it reports a failure */
export type InvokeFunction = (image: Image) => Promise<void>;

/**
 * Stores images, and passes `use` the thumbnailer's handler, with the AWS SDK's clients and an
 * SQLite database in this process. S3 and Rekognition run in another process.
 */
export async function withFunction<Result>(
  folder: string,
  images: readonly Image[],
  use: (invoke: InvokeFunction) => Promise<Result>,
): Promise<Result> {
  const server = fork(SERVER_SCRIPT, [folder]);
  const exit = once(server, 'exit');
  const [endpoints] = (await Promise.race([once(server, 'message'), exit])) as [
    { readonly s3: string; readonly rekognition: string },
  ];
  const unused = { sqs: UNREACHABLE, sns: UNREACHABLE, postgres: UNREACHABLE };
  const clients = awsClients({ ...endpoints, ...unused, redshiftData: UNREACHABLE });
  const metadata = await openMetadata({ url: `sqlite:${join(folder, 'metadata.sqlite')}` });
  try {
    const events = await storeImages(clients.s3, images);
    const handler = createHandler({
      ...connect(
        { ...clients, metadata },
        {
          thumbnailsBucket: THUMBNAILS_BUCKET,
          retentionDays: 7,
          moderationPolicy: DEFAULT_MODERATION_POLICY,
          altTextModelId: undefined,
          processingScript: undefined,
          largeImagesQueueUrl: undefined,
          memoryByteCount: THUMBNAILER_RESOURCES.memorySizeMB * BYTES_PER_MB,
        },
      ),
      log: { info: () => undefined, error: console.error },
      countOutcomes: () => undefined,
    });
    return await use(async ({ key }) => {
      const { batchItemFailures } = await handler(batchOf(key, events.get(key)));
      if (batchItemFailures.length > 0) throw new Error(`${key} was not processed`);
    });
  } finally {
    await metadata.close();
    server.disconnect();
    await exit;
  }
}

/** @returns the S3 event of each image by key */
async function storeImages(
  s3: S3Client,
  images: readonly Image[],
): Promise<ReadonlyMap<string, object>> {
  for (const Bucket of [ORIGINALS_BUCKET, THUMBNAILS_BUCKET]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  const events = new Map<string, object>();
  for (const { key, path } of images) {
    const object = { bucket: ORIGINALS_BUCKET, key, byteCount: (await stat(path)).size };
    const { ETag = '' } = await s3.send(
      new PutObjectCommand({
        ...{ Bucket: object.bucket, Key: key },
        ...{ Body: createReadStream(path), ContentLength: object.byteCount },
      }),
    );
    const eTag = ETag.replaceAll('"', '');
    const cause = { lastModified: new Date(), sequencer: '0', principalId: 'bench' };
    events.set(key, createdEvent({ ...object, eTag, ...cause }));
  }
  return events;
}

/** A batch with one message, as an event source mapping passes it. */
function batchOf(messageId: string, event: object | undefined): SQSEvent {
  return {
    Records: [
      {
        ...{ messageId, receiptHandle: messageId, body: JSON.stringify(event), md5OfBody: '' },
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '0',
          SenderId: 'sns',
          ApproximateFirstReceiveTimestamp: '0',
        },
        messageAttributes: {},
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:thumbnailer',
        awsRegion: 'us-east-1',
      },
    ],
  };
}
