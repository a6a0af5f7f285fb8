import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startLocalS3 } from '@miniatura/local-s3';
import { startLocalSqs } from '@miniatura/local-sqs';
import type { RejectedRecord } from '@miniatura/metadata/failure-messages';
import { connect } from '../src/connect.ts';
import { createHandler } from '../src/create-handler.ts';
import type { KafkaEvent } from '../src/kafka-event.ts';

export const ORIGINALS = 'originals';
export const CAMERAS = 'camera-uploads';
const FORBIDDEN = 'payroll';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:originals';

/** The handler with its real clients, and a bucket whose events are counted by key. */
export async function startIngest({ maxBytes = 50_000_000 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ingest-'));
  const eventCounts = new Map<string, number>();
  const localS3 = await startLocalS3({
    directory: join(folder, 's3'),
    port: 0,
    credentials: CREDENTIALS,
    onEvent: async ({ message }) => {
      const { Records } = message as { Records?: { s3: { object: { key: string } } }[] };
      for (const { s3 } of Records ?? []) {
        const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
        eventCounts.set(key, (eventCounts.get(key) ?? 0) + 1);
      }
    },
  });
  const localSqs = await startLocalSqs({ directory: join(folder, 'sqs'), port: 0 });
  const rejections = localSqs.createQueue({ name: 'refusals' });
  const shared = { region: 'us-east-1', credentials: CREDENTIALS };
  const s3 = new S3Client({ ...shared, endpoint: localS3.endpoint });
  const sqs = new SQSClient({ ...shared, endpoint: localSqs.endpoint, maxAttempts: 1 });
  for (const Bucket of [ORIGINALS, CAMERAS, FORBIDDEN]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  const Events = ['s3:ObjectCreated:*'] as const;
  const TopicConfigurations = [{ TopicArn: TOPIC_ARN, Events: [...Events] }];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: ORIGINALS,
      NotificationConfiguration: { TopicConfigurations },
    }),
  );
  const counts = { stored: 0, repeat: 0, refused: 0 };
  const dependencies = connect(
    { s3, sqs },
    {
      originalsBucket: ORIGINALS,
      refusalsQueueUrl: `${localSqs.endpoint}/000000000000/refusals`,
      pointerBuckets: [CAMERAS],
      maxBytes,
    },
  );
  const handlerWith = (changes: Partial<typeof dependencies> = {}) =>
    createHandler({
      ...dependencies,
      ...changes,
      log: { info() {}, error() {} },
      countOutcomes(more) {
        for (const outcome of ['stored', 'repeat', 'refused'] as const) {
          counts[outcome] += more[outcome];
        }
      },
    });
  return {
    ...{ s3, counts, eventCounts, dependencies, handlerWith },
    handle: (event: KafkaEvent) => handlerWith()(event),
    put: (bucket: string, key: string, body: Uint8Array | string) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })),
    head: (key: string) => s3.send(new HeadObjectCommand({ Bucket: ORIGINALS, Key: key })),
    async keys(): Promise<string[]> {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: s3 },
        { Bucket: ORIGINALS },
      )) {
        keys.push(...Contents.map(({ Key = '' }) => Key));
      }
      return keys;
    },
    /** Receives the records rejected so far. */
    async takeRejected(): Promise<RejectedRecord[]> {
      const taken: RejectedRecord[] = [];
      for (;;) {
        const messages = await rejections.receive({ maxNumberOfMessages: 10, waitMs: 0 });
        if (messages.length === 0) return taken;
        taken.push(...messages.map(({ body }) => JSON.parse(body) as RejectedRecord));
        rejections.delete(messages.map(({ receiptHandle }) => receiptHandle));
      }
    },
    async stop() {
      s3.destroy();
      sqs.destroy();
      await localS3.close();
      await localSqs.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type RunningIngest = Awaited<ReturnType<typeof startIngest>>;

type EventRecord = KafkaEvent['records'][string][number];

/** 2026-11-21T10:00:00Z */
export const TIME_MS = 1_795_255_200_000;

/** A record in the form of Lambda: its value in base64, its headers as bytes. */
export function recordOf(
  offset: number,
  value: Uint8Array | string,
  {
    headers = {},
    ...rest
  }: Partial<Omit<EventRecord, 'headers'>> & {
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): EventRecord {
  return {
    topic: 'pictures',
    partition: 0,
    offset,
    timestamp: TIME_MS,
    value: Buffer.from(value).toString('base64'),
    headers: Object.entries(headers).map(([name, text]) => ({ [name]: [...Buffer.from(text)] })),
    ...rest,
  };
}

export function eventOf(...records: readonly EventRecord[]): KafkaEvent {
  const byPartition: Record<string, EventRecord[]> = {};
  for (const record of records) {
    (byPartition[`${record.topic}-${record.partition}`] ??= []).push(record);
  }
  return { eventSource: 'aws:kafka', records: byPartition };
}

/** The smallest bytes that are detected as PNG. They differ by `seed`. */
export function pngBytes(seed = 0): Uint8Array {
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(`seed ${seed}`)]);
}
