import { join } from 'node:path';
import {
  CreateBucketCommand,
  paginateListObjectsV2,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DEFAULT_RETENTION_DAYS } from '@miniatura/config';
import { runEtl } from '@miniatura/etl';
import { connect as connectEtl } from '@miniatura/etl/connect';
import { reconcile } from '@miniatura/etl/reconcile';
import { createHandler as createFailureHandler, redriveFailures } from '@miniatura/failures';
import { connect as connectFailures } from '@miniatura/failures/connect';
import { awsClients } from '@miniatura/local';
import { LOCAL_MODEL_ID, startLocalBedrock } from '@miniatura/local-bedrock';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { startLocalRekognition } from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';
import { startEventSourceMapping, startLocalSqs } from '@miniatura/local-sqs';
import { openMetadata } from '@miniatura/metadata';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';
import { createHandler } from '@miniatura/thumbnailer';
import { connect as connectThumbnailer } from '@miniatura/thumbnailer/connect';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startFaultyProxy } from './faulty-proxy.ts';

export const ORIGINALS = 'originals';
const THUMBNAILS = 'thumbnails';
const STAGING = 'staging';
const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:originals';
const REGION = 'us-east-1';
/** Credentials of the laptop's stack. */
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' } as const;
const FIRST_RETRY_MS = 100;

export interface SystemOptions {
  readonly directory: string;
  /** URL of the database, possibly through a faulty proxy. */
  readonly databaseUrl: string;
  /** Delay in milliseconds of the fault `slow`. */
  readonly slownessMs: number;
}

export type System = Awaited<ReturnType<typeof startSystem>>;

/** Starts the system with its production clients, and a faulty proxy in front of each service. */
export async function startSystem({ directory, databaseUrl, slownessMs }: SystemOptions) {
  await using starting = new AsyncDisposableStack();
  const closeLater = <T extends { close(): Promise<void> }>(service: T): T => {
    starting.defer(() => service.close());
    return service;
  };
  const sqs = closeLater(await startLocalSqs({ directory: join(directory, 'sqs'), port: 0 }));
  const deadLetters = sqs.createQueue({ name: 'dead-letters' });
  const parking = sqs.createQueue({ name: 'parking' });
  const queue = sqs.createQueue({ name: 'thumbnailer' });
  const { visibilityTimeoutMs, maxReceiveCount, timeoutMs, batchSize } = THUMBNAILER_RESOURCES;
  const longest = { VisibilityTimeout: String(visibilityTimeoutMs / 1000) };
  const redrivePolicy = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount };
  queue.setAttributes({ ...longest, RedrivePolicy: JSON.stringify(redrivePolicy) });
  deadLetters.setAttributes(longest);

  const s3 = closeLater(
    await startLocalS3({
      directory: join(directory, 's3'),
      port: 0,
      credentials: CREDENTIALS,
      onEvent: async ({ message }) => void queue.send(JSON.stringify(message)),
    }),
  );
  const rekognition = closeLater(await startLocalRekognition({ port: 0 }));
  const bedrock = closeLater(await startLocalBedrock({ port: 0 }));
  const redshift = closeLater(
    await startLocalRedshiftData({
      directory: join(directory, 'redshift'),
      port: 0,
      s3: { endpoint: s3.endpoint, region: REGION, credentials: CREDENTIALS },
    }),
  );
  const proxyOf = async (target: string, protocol: 'xml' | 'json') =>
    closeLater(await startFaultyProxy({ target, protocol, slownessMs }));
  const proxies = {
    s3: await proxyOf(s3.endpoint, 'xml'),
    rekognition: await proxyOf(rekognition.endpoint, 'json'),
    bedrock: await proxyOf(bedrock.endpoint, 'json'),
    'data-api': await proxyOf(redshift.endpoint, 'json'),
  };
  const endpoints = {
    s3: proxies.s3.endpoint,
    rekognition: proxies.rekognition.endpoint,
    redshiftData: proxies['data-api'].endpoint,
    sqs: sqs.endpoint,
    sns: '',
    postgres: '',
  };
  const clients = awsClients(endpoints);
  const uploader = awsClients({ ...endpoints, s3: s3.endpoint }).s3;
  await createBuckets(uploader);
  const metadata = closeLater(await openMetadata({ url: databaseUrl }));

  const errors: string[] = [];
  const log = {
    info: () => undefined,
    error: (_: string, { error }: Readonly<Record<string, unknown>>) =>
      void errors.push(`${error}`),
  };
  const failureAccess = connectFailures(
    { sqs: clients.sqs, metadata },
    {
      parkingQueueUrl: `${sqs.endpoint}/000000000000/parking`,
      thumbnailerQueueUrl: `${sqs.endpoint}/000000000000/thumbnailer`,
      // One queue is enough here.
      bulkQueueUrl: `${sqs.endpoint}/000000000000/thumbnailer`,
    },
  );
  const thumbnailer = createHandler({
    ...connectThumbnailer(
      {
        ...clients,
        metadata,
        bedrock: {
          region: REGION,
          credentials: CREDENTIALS,
          endpoint: proxies.bedrock.endpoint,
          // The client's default is HTTP/2, which the proxy does not support.
          requestHandler: new NodeHttpHandler(),
        },
      },
      {
        thumbnailsBucket: THUMBNAILS,
        retentionDays: DEFAULT_RETENTION_DAYS,
        memoryByteCount: 1024 ** 3,
        altTextModelId: LOCAL_MODEL_ID,
        processingScript: undefined,
        moderationPolicy: DEFAULT_MODERATION_POLICY,
      },
    ),
    log,
    countOutcomes: () => undefined,
  });
  const failures = createFailureHandler({
    ...failureAccess,
    retentionDays: DEFAULT_RETENTION_DAYS,
    log,
    countDeadLetters: () => undefined,
  });
  const shared = {
    functionTimeoutMs: timeoutMs,
    onError: (error: unknown) => void errors.push(String(error)),
    retryDelayMs: (receiveCount: number) => FIRST_RETRY_MS * 2 ** receiveCount,
  };
  const mappings = [
    startEventSourceMapping({
      ...shared,
      queue,
      handler: thumbnailer,
      batchSize,
      maximumConcurrency: 2,
    }),
    startEventSourceMapping({
      ...shared,
      queue: deadLetters,
      handler: failures,
      maximumConcurrency: 1,
    }),
  ];
  for (const mapping of mappings) starting.defer(() => mapping.stop());
  const etl = connectEtl(
    { ...clients, metadata },
    {
      stagingBucket: STAGING,
      stagingPrefix: 'batches',
      redshiftWorkgroup: 'miniatura',
      redshiftDatabase: 'dev',
      redshiftSecretArn: undefined,
      maxRowsPerBatch: 100_000,
    },
  );

  const running = starting.move();
  return {
    proxies,
    /** Errors that the system has logged so far. */
    errors,
    failures: failureAccess.failures,
    /** Uploads an image without the proxy. */
    put: (Key: string, Body: Uint8Array) =>
      uploader.send(new PutObjectCommand({ Bucket: ORIGINALS, Key, Body })),
    isIdle: () =>
      [queue, deadLetters].every((each) => {
        const { visible, inFlight, delayed } = each.counts();
        return visible + inFlight + delayed === 0;
      }),
    parkedCount: () => parking.counts().visible,
    redrive: () => redriveFailures('all', failureAccess),
    runEtl: () => runEtl(etl),
    reconcile: () => reconcile(etl),
    thumbnailKeys: () => keysIn(uploader, THUMBNAILS),
    stop: () => running.disposeAsync(),
  };
}

async function createBuckets(s3: S3Client): Promise<void> {
  for (const Bucket of [ORIGINALS, THUMBNAILS, STAGING]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: ORIGINALS,
      NotificationConfiguration: {
        TopicConfigurations: [{ TopicArn: TOPIC_ARN, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
}

async function keysIn(s3: S3Client, Bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
  }
  return keys.toSorted();
}
