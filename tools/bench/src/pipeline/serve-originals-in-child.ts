import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLocalRekognition } from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';
import type { Image } from './image.ts';
import { AWS_ACCESS, ORIGINALS_BUCKET, THUMBNAILS_BUCKET, TOPIC_ARN } from './run-function.ts';

/**
 * Serves S3 with the given images, and Rekognition, until the parent ends, so that their processor
 * time and memory do not count as the function's. Sends `Served` when all images are stored.
 */
const [folder = '', json = '[]'] = process.argv.slice(2);
const images = JSON.parse(json) as readonly Image[];

/** The endpoints, and the S3 event of each image by key. */
export interface Served {
  readonly s3Endpoint: string;
  readonly rekognitionEndpoint: string;
  readonly events: Readonly<Record<string, unknown>>;
}

const events: Record<string, unknown> = {};
const s3 = await startLocalS3({
  directory: join(folder, 's3'),
  onEvent: async ({ message }) => {
    if (!('Records' in message)) return;
    const [record] = message.Records;
    events[decodeURIComponent(record?.s3.object.key ?? '')] = message;
    sendWhenComplete();
  },
});
const rekognition = await startLocalRekognition({ port: 0 });
const client = new S3Client({ ...AWS_ACCESS, endpoint: s3.endpoint });
for (const Bucket of [ORIGINALS_BUCKET, THUMBNAILS_BUCKET]) {
  await client.send(new CreateBucketCommand({ Bucket }));
}
await client.send(
  new PutBucketNotificationConfigurationCommand({
    Bucket: ORIGINALS_BUCKET,
    SkipDestinationValidation: true,
    NotificationConfiguration: {
      TopicConfigurations: [{ TopicArn: TOPIC_ARN, Events: ['s3:ObjectCreated:*'] }],
    },
  }),
);
for (const { key, path } of images) {
  await client.send(
    new PutObjectCommand({ Bucket: ORIGINALS_BUCKET, Key: key, Body: await readFile(path) }),
  );
}
process.once('disconnect', () => process.exit());

function sendWhenComplete(): void {
  if (Object.keys(events).length < images.length) return;
  const endpoints = { s3Endpoint: s3.endpoint, rekognitionEndpoint: rekognition.endpoint };
  process.send?.({ ...endpoints, events } satisfies Served);
}
