import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startLocalRekognition } from '@miniatura/local-rekognition';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import { keysIn } from '@miniatura/test-support/keys-in';
import { sqsEvent, wrappedBySns } from '@miniatura/test-support/sqs-event';
import { startRedshiftData } from '@miniatura/test-support/start-redshift-data';
import { startS3 } from '@miniatura/test-support/start-s3';
import { startSqs } from '@miniatura/test-support/start-sqs';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import type { SQSEvent } from 'aws-lambda';

export const ORIGINALS = 'originals';
export const THUMBNAILS = 'thumbnails';
export const STAGING = 'staging';

/** The services that the functions call, on loopback, and a database file. */
export async function startServices() {
  await using starting = new AsyncDisposableStack();
  const messages: unknown[] = [];
  const { endpoint, s3 } = await startS3(starting, {
    buckets: [ORIGINALS, THUMBNAILS, STAGING],
    notifications: {
      bucket: ORIGINALS,
      events: ['s3:ObjectCreated:*'],
      onMessage: (message) => messages.push(message),
    },
  });
  const rekognition = await startLocalRekognition({ port: 0 });
  starting.defer(() => rekognition.close());
  const redshift = await startRedshiftData(starting, { s3Endpoint: endpoint });
  const { local: localSqs } = await startSqs(starting);
  const folder = await temporaryFolder(starting);
  const running = starting.move();
  return {
    databaseUrl: `sqlite:${join(folder, 'metadata.sqlite')}`,
    environment: {
      AWS_ACCESS_KEY_ID: AWS_ACCESS.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: AWS_ACCESS.credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ENDPOINT_URL_REKOGNITION: rekognition.endpoint,
      AWS_ENDPOINT_URL_REDSHIFT_DATA: redshift.endpoint,
      AWS_ENDPOINT_URL_SQS: localSqs.endpoint,
    },
    redshiftData: redshift.redshiftData,
    newQueue: (name: string) => localSqs.createQueue({ name }),
    /** Puts an original, and gives the event that Lambda would get. */
    async put(key: string, bytes: Uint8Array): Promise<SQSEvent> {
      await s3.send(new PutObjectCommand({ Bucket: ORIGINALS, Key: key, Body: bytes }));
      while (messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
      return sqsEvent([wrappedBySns(messages.shift())]);
    },
    keysIn: (bucket: string) => keysIn(s3, bucket),
    stop: () => running.disposeAsync(),
  };
}

export type Services = Awaited<ReturnType<typeof startServices>>;
