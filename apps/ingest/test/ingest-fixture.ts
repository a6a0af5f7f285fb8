import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { RejectedRecord } from '@miniatura/metadata/rejected-record';
import { keysIn } from '@miniatura/test-support/keys-in';
import { startS3 } from '@miniatura/test-support/start-s3';
import { startSqs, takeAll } from '@miniatura/test-support/start-sqs';
import { connect } from '../src/connect.ts';
import { createHandler } from '../src/create-handler.ts';
import type { KafkaEvent } from '../src/kafka-event.ts';

export const ORIGINALS = 'originals';
export const CAMERAS = 'camera-uploads';
const FORBIDDEN = 'payroll';

/** The handler with its real clients, and a bucket whose events are counted by key. */
export async function startIngest({ maxBytes = 50_000_000 } = {}) {
  await using starting = new AsyncDisposableStack();
  const eventCounts = new Map<string, number>();
  const { s3 } = await startS3(starting, {
    buckets: [ORIGINALS, CAMERAS, FORBIDDEN],
    notifications: {
      bucket: ORIGINALS,
      events: ['s3:ObjectCreated:*'],
      onMessage({ Records }) {
        for (const { s3: subject } of Records) {
          const key = decodeURIComponent(subject.object.key.replaceAll('+', ' '));
          eventCounts.set(key, (eventCounts.get(key) ?? 0) + 1);
        }
      },
    },
  });
  const { local: localSqs, sqs, urlOf } = await startSqs(starting);
  const rejections = localSqs.createQueue({ name: 'refusals' });
  const counts = { stored: 0, repeat: 0, refused: 0 };
  const dependencies = connect(
    { s3, sqs },
    {
      originalsBucket: ORIGINALS,
      refusalsQueueUrl: urlOf('refusals'),
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
  const running = starting.move();
  return {
    ...{ s3, counts, eventCounts, dependencies, handlerWith },
    handle: (event: KafkaEvent) => handlerWith()(event),
    put: (bucket: string, key: string, body: Uint8Array | string) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })),
    head: (key: string) => s3.send(new HeadObjectCommand({ Bucket: ORIGINALS, Key: key })),
    keys: () => keysIn(s3, ORIGINALS),
    /** Receives the records rejected so far. */
    takeRejected: () => takeAll<RejectedRecord>(rejections),
    stop: () => running.disposeAsync(),
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
