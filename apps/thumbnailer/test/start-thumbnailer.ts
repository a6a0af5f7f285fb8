import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startLocalBedrock, type Faults as BedrockFaults } from '@miniatura/local-bedrock';
import {
  scriptedModeration,
  startLocalRekognition,
  type Faults,
  type ModerationLabel,
} from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';
import { openMetadata, type Metadata } from '@miniatura/metadata';
import { SQLITE } from '@miniatura/metadata/test-support/sqlite-engine';
import type { TestEngine } from '@miniatura/metadata/test-support/test-engine';
import { DEFAULT_MODERATION_POLICY, type ModerationPolicy } from '@miniatura/moderation';
import type { SQSEvent } from 'aws-lambda';
import { connect } from '../src/connect.ts';
import { createHandler, type HandlerDependencies } from '../src/create-handler.ts';

export const ORIGINALS = 'originals';
export const THUMBNAILS = 'thumbnails';
const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:originals';
/** The port of `discard`, on which no server listens. */
const UNREACHABLE = 'http://127.0.0.1:9';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };

export type S3Message = { readonly Records?: readonly unknown[] };

interface StartOptions {
  readonly moderationPolicy?: ModerationPolicy;
  /** The moderation labels that Rekognition returns; by default none. */
  readonly moderationLabels?: () => readonly ModerationLabel[];
  readonly isVersioned?: boolean;
  /** The faults of Rekognition, which the real service cannot be made to have. */
  readonly faults?: Faults;
  readonly bedrockFaults?: BedrockFaults;
  readonly altTextModelId?: string;
  readonly processingScript?: string;
  /** The database of the metadata; `node:sqlite` by default. */
  readonly engine?: TestEngine;
}

/** The thumbnailer with its real clients and local endpoints. Events wait in `messages`. */
export async function startThumbnailer(options: StartOptions = {}) {
  const { isVersioned = false, faults, moderationLabels, engine = SQLITE } = options;
  const directory = await mkdtemp(join(tmpdir(), 'thumbnailer-'));
  const messages: S3Message[] = [];
  const localS3 = await startLocalS3({
    directory: join(directory, 's3'),
    port: 0,
    credentials: CREDENTIALS,
    onEvent: async ({ message }) => void messages.push(message as S3Message),
  });
  const localRekognition = await startLocalRekognition({
    port: 0,
    ...(faults && { faults }),
    ...(moderationLabels && { moderationModel: scriptedModeration(moderationLabels) }),
  });
  const localBedrock = await startLocalBedrock({
    port: 0,
    ...(options.bedrockFaults && { faults: options.bedrockFaults }),
  });
  const database = await engine.migratedDatabase();
  const metadata = await openMetadata({ url: database.url });
  const shared = { region: 'us-east-1', credentials: CREDENTIALS };
  const s3 = new S3Client({ ...shared, endpoint: localS3.endpoint });
  const rekognition = new RekognitionClient({
    ...shared,
    endpoint: localRekognition.endpoint,
    maxAttempts: 1,
  });
  const sqs = new SQSClient({ ...shared, endpoint: UNREACHABLE });
  await createBuckets(s3, isVersioned);

  const logged: Record<string, unknown>[] = [];
  const counted: Record<string, number>[] = [];
  const handlerWith = (
    changes: Partial<{ metadata: Metadata; s3: S3Client; sqs: SQSClient }> = {},
    settings: Partial<
      Pick<HandlerDependencies, 'renditions' | 'limits' | 'excludedTypes' | 'deferMessage'>
    > = {},
  ) => {
    const bedrock = { ...shared, endpoint: localBedrock.endpoint, maxAttempts: 1 };
    const clients = { s3, rekognition, sqs, metadata, bedrock, ...changes };
    const config = {
      thumbnailsBucket: THUMBNAILS,
      retentionDays: 7,
      memoryByteCount: 1024 ** 3,
      altTextModelId: options.altTextModelId,
      processingScript: options.processingScript,
      moderationPolicy: options.moderationPolicy ?? DEFAULT_MODERATION_POLICY,
    };
    const log: HandlerDependencies['log'] = {
      info: (message, fields) => void logged.push({ message, ...fields }),
      error: (message, fields) => void logged.push({ message, ...fields }),
    };
    return createHandler({
      ...connect(clients, config),
      // Most tests pass messages without a queue.
      ...(changes.sqs === undefined && { delayRetry: async () => undefined }),
      ...settings,
      log,
      countOutcomes: (counts) => void counted.push({ ...counts }),
    });
  };

  return {
    s3,
    metadata,
    messages,
    logged,
    counted,
    handlerWith,
    /** The environment with which another process uses the same bucket, model and database. */
    environment: {
      AWS_REGION: shared.region,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_S3: localS3.endpoint,
      AWS_ENDPOINT_URL_REKOGNITION: localRekognition.endpoint,
      DATABASE_URL: database.url,
    },
    handle: (bodies: readonly unknown[]) => handlerWith()(sqsEvent(bodies)),

    async put(key: string, body: Uint8Array | string, metadata: Record<string, string> = {}) {
      await s3.send(
        new PutObjectCommand({ Bucket: ORIGINALS, Key: key, Body: body, Metadata: metadata }),
      );
    },
    async remove(key: string, versionId?: string) {
      await s3.send(new DeleteObjectCommand({ Bucket: ORIGINALS, Key: key, VersionId: versionId }));
    },
    bedrockCallCount: () => localBedrock.callCount(),
    paidCallCount: () => localRekognition.calls().reduce((sum, { count }) => sum + count, 0),
    /** The keys in the thumbnails bucket. */
    async thumbnailKeys(): Promise<string[]> {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: s3 },
        { Bucket: THUMBNAILS },
      )) {
        keys.push(...Contents.map(({ Key = '' }) => Key));
      }
      return keys;
    },
    async thumbnail(key: string): Promise<Uint8Array> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: THUMBNAILS, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },
    async removeThumbnail(key: string) {
      await s3.send(new DeleteObjectCommand({ Bucket: THUMBNAILS, Key: key }));
    },
    /** Takes the events that have arrived, after waiting for `count` of them. */
    async takeMessages(count: number): Promise<S3Message[]> {
      while (messages.length < count) await new Promise((resolve) => setImmediate(resolve));
      return messages.splice(0);
    },
    async stop() {
      await localS3.close();
      await localRekognition.close();
      await localBedrock.close();
      await metadata.close();
      await database.dispose();
      await rm(directory, { recursive: true });
    },
  };
}

export type RunningThumbnailer = Awaited<ReturnType<typeof startThumbnailer>>;

async function createBuckets(s3: S3Client, isVersioned: boolean): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: ORIGINALS }));
  await s3.send(new CreateBucketCommand({ Bucket: THUMBNAILS }));
  if (isVersioned) {
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: ORIGINALS,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
  }
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: ORIGINALS,
      SkipDestinationValidation: true,
      NotificationConfiguration: {
        TopicConfigurations: [
          { TopicArn: TOPIC_ARN, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
        ],
      },
    }),
  );
}

/** A batch like that of Lambda's event source mapping: `message-0` and so on. */
export function sqsEvent(bodies: readonly unknown[], receiveCount = 1): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `receipt-${index}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: '1764000000000',
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: '1764000000000',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:thumbnailer',
      awsRegion: 'us-east-1',
    })),
  };
}

/** The message that SNS sends when raw delivery is off. */
export function wrappedBySns(message: unknown): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: '6f3a1f2e-0a6c-5b0c-8f4d-3f0f6f1c2d3e',
    TopicArn: TOPIC_ARN,
    Subject: 'Amazon S3 Notification',
    Message: JSON.stringify(message),
    Timestamp: '2026-11-21T10:00:00.000Z',
    SignatureVersion: '1',
    Signature: 'unsigned',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/certificate.pem',
    UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
  });
}
