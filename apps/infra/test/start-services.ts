import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { startLocalRekognition } from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';
import { startLocalSqs } from '@miniatura/local-sqs';
import type { SQSEvent } from 'aws-lambda';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:originals';
export const ORIGINALS = 'originals';
export const THUMBNAILS = 'thumbnails';
export const STAGING = 'staging';

/** The services that the functions call, on loopback, and a database file. */
export async function startServices() {
  const directory = await mkdtemp(join(tmpdir(), 'miniatura-services-'));
  const events: string[] = [];
  const localS3 = await startLocalS3({
    directory: join(directory, 's3'),
    port: 0,
    credentials: CREDENTIALS,
    onEvent: async ({ message }) => void events.push(JSON.stringify(message)),
  });
  const rekognition = await startLocalRekognition({ port: 0 });
  const redshiftData = await startLocalRedshiftData({
    directory: join(directory, 'redshift'),
    port: 0,
    s3: { endpoint: localS3.endpoint, region: 'us-east-1', credentials: CREDENTIALS },
  });
  const sqs = await startLocalSqs({ directory: join(directory, 'sqs'), port: 0 });
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: localS3.endpoint,
    credentials: CREDENTIALS,
  });
  await createBuckets(s3);
  return {
    databaseUrl: `sqlite:${join(directory, 'metadata.sqlite')}`,
    environment: {
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_S3: localS3.endpoint,
      AWS_ENDPOINT_URL_REKOGNITION: rekognition.endpoint,
      AWS_ENDPOINT_URL_REDSHIFT_DATA: redshiftData.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    },
    redshiftDataEndpoint: redshiftData.endpoint,
    newQueue: (name: string) => sqs.createQueue({ name }),
    /** Puts an original, and gives the event that Lambda would get. */
    async put(key: string, bytes: Uint8Array): Promise<SQSEvent> {
      await s3.send(new PutObjectCommand({ Bucket: ORIGINALS, Key: key, Body: bytes }));
      while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
      const notification = { Type: 'Notification', TopicArn: TOPIC_ARN, Message: events.shift() };
      return sqsEvent(JSON.stringify(notification));
    },
    async keysIn(bucket: string): Promise<readonly string[]> {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key = '' }) => Key);
    },
    async stop() {
      s3.destroy();
      await redshiftData.close();
      await rekognition.close();
      await sqs.close();
      await localS3.close();
      await rm(directory, { recursive: true });
    },
  };
}

export type Services = Awaited<ReturnType<typeof startServices>>;

async function createBuckets(s3: S3Client): Promise<void> {
  for (const Bucket of [ORIGINALS, THUMBNAILS, STAGING]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: ORIGINALS,
      SkipDestinationValidation: true,
      NotificationConfiguration: {
        TopicConfigurations: [{ TopicArn: TOPIC_ARN, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
}

export const sqsEvent = (body: string): SQSEvent => ({
  Records: [
    {
      messageId: '00000000-0000-4000-8000-000000000001',
      receiptHandle: 'receipt',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1764000000000',
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: '1764000000000',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:thumbnailer',
      awsRegion: 'us-east-1',
    },
  ],
});
