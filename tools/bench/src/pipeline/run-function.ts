import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openMetadata } from '@miniatura/metadata';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';
import { createHandler } from '@miniatura/thumbnailer';
import { connect } from '@miniatura/thumbnailer/connect';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import type { SQSEvent } from 'aws-lambda';
import type { Image } from './image.ts';
import type { Served } from './serve-originals-in-child.ts';

export const ORIGINALS_BUCKET = 'originals';
export const THUMBNAILS_BUCKET = 'thumbnails';
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:originals';
export const AWS_ACCESS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
};
const SERVER_SCRIPT = join(import.meta.dirname, 'serve-originals-in-child.ts');
const BYTES_PER_MB = 1024 * 1024;

/** Processes an image that is stored: invokes the function with its event. */
export type InvokeFunction = (image: Image) => Promise<void>;

/**
 * Stores images, and passes `use` the thumbnailer's handler, with the clients of AWS and an SQLite
 * database in this process. S3 and Rekognition run in another process.
 */
export async function withFunction<Result>(
  folder: string,
  images: readonly Image[],
  use: (invoke: InvokeFunction) => Promise<Result>,
): Promise<Result> {
  const server = fork(SERVER_SCRIPT, [folder, JSON.stringify(images)]);
  const exit = once(server, 'exit');
  const [served] = (await Promise.race([once(server, 'message'), exit])) as [Served];
  const metadata = await openMetadata({ url: `sqlite:${join(folder, 'metadata.sqlite')}` });
  const clients = {
    s3: new S3Client({ ...AWS_ACCESS, endpoint: served.s3Endpoint }),
    rekognition: new RekognitionClient({ ...AWS_ACCESS, endpoint: served.rekognitionEndpoint }),
    // Only a failed message uses it.
    sqs: new SQSClient(AWS_ACCESS),
    metadata,
  };
  const config = {
    thumbnailsBucket: THUMBNAILS_BUCKET,
    retentionDays: 7,
    moderationPolicy: DEFAULT_MODERATION_POLICY,
    altTextModelId: undefined,
    processingScript: undefined,
    largeImagesQueueUrl: undefined,
    memoryByteCount: THUMBNAILER_RESOURCES.memorySizeMB * BYTES_PER_MB,
  };
  const handler = createHandler({
    ...connect(clients, config),
    log: { info: () => undefined, error: console.error },
    countOutcomes: () => undefined,
  });
  try {
    return await use(async ({ key }) => {
      const { batchItemFailures } = await handler(sqsEventOf(key, served.events[key]));
      if (batchItemFailures.length > 0) throw new Error(`${key} was not processed`);
    });
  } finally {
    await metadata.close();
    server.disconnect();
    await exit;
  }
}

/** A batch with one message, as an event source mapping passes it. */
function sqsEventOf(messageId: string, body: unknown): SQSEvent {
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'sns',
    ApproximateFirstReceiveTimestamp: '0',
  };
  return {
    Records: [
      {
        messageId,
        receiptHandle: messageId,
        body: JSON.stringify(body),
        attributes,
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:thumbnailer',
        awsRegion: AWS_ACCESS.region,
      },
    ],
  };
}
