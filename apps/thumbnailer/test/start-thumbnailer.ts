import { RekognitionClient } from '@aws-sdk/client-rekognition';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Faults as BedrockFaults, startLocalBedrock } from '@miniatura/local-bedrock';
import {
  type Faults,
  type ModerationLabel,
  scriptedModeration,
  startLocalRekognition,
} from '@miniatura/local-rekognition';
import type { S3EventMessage } from '@miniatura/local-s3';
import { type Metadata, openMetadata } from '@miniatura/metadata';
import { SQLITE } from '@miniatura/metadata/test-support/sqlite-engine';
import type { TestEngine } from '@miniatura/metadata/test-support/test-engine';
import { DEFAULT_MODERATION_POLICY, type ModerationPolicy } from '@miniatura/moderation';
import { AWS_ACCESS, UNREACHABLE } from '@miniatura/test-support/aws-access';
import { keysIn } from '@miniatura/test-support/keys-in';
import { recordingLog } from '@miniatura/test-support/recording-log';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { startS3 } from '@miniatura/test-support/start-s3';
import { connect } from '../src/connect.ts';
import { createHandler, type HandlerDependencies } from '../src/create-handler.ts';

export const ORIGINALS = 'originals';
export const THUMBNAILS = 'thumbnails';

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
  /** Address of the X-Ray daemon; by default nothing is traced. */
  readonly traceDaemon?: string;
  /** The database of the metadata; `node:sqlite` by default. */
  readonly engine?: TestEngine;
}

/** The thumbnailer with its real clients and local endpoints. Events wait in `messages`. */
export async function startThumbnailer(options: StartOptions = {}) {
  await using starting = new AsyncDisposableStack();
  const { isVersioned = false, faults, moderationLabels, engine = SQLITE } = options;
  const messages: S3EventMessage[] = [];
  const { endpoint: s3Endpoint, s3 } = await startS3(starting, {
    buckets: [ORIGINALS, THUMBNAILS],
    versionedBuckets: isVersioned ? [ORIGINALS] : [],
    notifications: {
      bucket: ORIGINALS,
      events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
      onMessage: (message) => messages.push(message),
    },
  });
  const localRekognition = await startLocalRekognition({
    port: 0,
    ...(faults && { faults }),
    ...(moderationLabels && { moderationModel: scriptedModeration(moderationLabels) }),
  });
  starting.defer(() => localRekognition.close());
  const localBedrock = await startLocalBedrock({
    port: 0,
    ...(options.bedrockFaults && { faults: options.bedrockFaults }),
  });
  starting.defer(() => localBedrock.close());
  const database = await engine.migratedDatabase();
  starting.defer(() => database.dispose());
  const metadata = await openMetadata({ url: database.url });
  starting.defer(() => metadata.close());
  const rekognition = new RekognitionClient({
    ...AWS_ACCESS,
    endpoint: localRekognition.endpoint,
    maxAttempts: 1,
  });
  const sqs = new SQSClient({ ...AWS_ACCESS, endpoint: UNREACHABLE });

  const { logged, log } = recordingLog();
  const counted: Record<string, number>[] = [];
  const handlerWith = (
    changes: Partial<{ metadata: Metadata; s3: S3Client; sqs: SQSClient }> = {},
    settings: Partial<
      Pick<
        HandlerDependencies,
        'renditions' | 'limits' | 'excludedTypes' | 'pixelMemory' | 'deferMessage'
      >
    > = {},
  ) => {
    const bedrock = { ...AWS_ACCESS, endpoint: localBedrock.endpoint, maxAttempts: 1 };
    const clients = { s3, rekognition, sqs, metadata, bedrock, ...changes };
    const config = {
      thumbnailsBucket: THUMBNAILS,
      retentionDays: 7,
      memoryByteCount: 1024 ** 3,
      altTextModelId: options.altTextModelId,
      processingScript: options.processingScript,
      traceDaemon: options.traceDaemon,
      moderationPolicy: options.moderationPolicy ?? DEFAULT_MODERATION_POLICY,
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

  const running = starting.move();
  return {
    s3,
    metadata,
    messages,
    logged,
    counted,
    handlerWith,
    /** The environment with which another process uses the same bucket, model and database. */
    environment: {
      AWS_REGION: AWS_ACCESS.region,
      AWS_ACCESS_KEY_ID: AWS_ACCESS.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: AWS_ACCESS.credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: s3Endpoint,
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
    thumbnailKeys: () => keysIn(s3, THUMBNAILS),
    async thumbnail(key: string): Promise<Uint8Array> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: THUMBNAILS, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },
    async removeThumbnail(key: string) {
      await s3.send(new DeleteObjectCommand({ Bucket: THUMBNAILS, Key: key }));
    },
    /** Takes the events that have arrived, after waiting for `count` of them. */
    async takeMessages(count: number): Promise<S3EventMessage[]> {
      while (messages.length < count) await new Promise((resolve) => setImmediate(resolve));
      return messages.splice(0);
    },
    stop: () => running.disposeAsync(),
  };
}

export type RunningThumbnailer = Awaited<ReturnType<typeof startThumbnailer>>;
