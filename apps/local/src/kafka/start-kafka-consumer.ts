import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaEvent } from '@miniatura/ingest';
import { INGEST_RESOURCES } from '@miniatura/ingest/resources';
import type { Message, MessagesStream } from '@platformatic/kafka';
import { kafkaEventOf } from './kafka-event-of.ts';
import { connectionOf, type KafkaSource } from './kafka-source.ts';
import { RecordConsumer } from './record-consumer.ts';

/** The position of a record in its topic. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970; 0 when it cannot be read. */
  readonly timestamp: number;
}

export interface ConsumerHooks {
  /** Processes a batch in the form of Lambda's event. If it throws, the batch is retried. */
  readonly handle: (event: KafkaEvent) => Promise<void>;
  /** Rejects a record that cannot be decoded. If it throws, it is called again. */
  readonly rejectUnreadable: (record: RecordPlace, reason: string) => Promise<void>;
  readonly onJoin: () => void;
  /** Called with each error and the delay until the retry. */
  readonly onFault: (error: unknown, retryInMs: number) => void;
}

/** The stand-in for Lambda's Kafka event source. */
export interface KafkaConsumer {
  /** Completes the current batch, commits it, and leaves the group. */
  stop(): Promise<void>;
}

/** The consumer group of all stacks on laptops. */
export const GROUP_ID = 'miniatura';
/** A consumer without heartbeats for this long loses its partitions. */
const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 2000;
/** How long a broker waits for a record before it responds. */
const MAX_WAIT_MS = 500;
/** Lambda's maximum size of an event, in which values are base64. */
const MAX_EVENT_BYTES = (6_000_000 * 3) / 4;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;

/**
 * Passes records to a handler in the form of Lambda's events, and commits offsets afterwards:
 * records in flight are delivered again when the process dies. All errors are retried with
 * exponential backoff and jitter until `stop`, also while brokers are unavailable.
 */
export function startKafkaConsumer(source: KafkaSource, hooks: ConsumerHooks): KafkaConsumer {
  const stopping = new AbortController();
  const running = runUntil(stopping.signal, source, hooks);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function runUntil(
  signal: AbortSignal,
  source: KafkaSource,
  hooks: ConsumerHooks,
): Promise<void> {
  let attempt = 0;
  while (!signal.aborted) {
    const onJoin = () => {
      attempt = 0;
      hooks.onJoin();
    };
    try {
      await consumeOnce(signal, source, { ...hooks, onJoin });
    } catch (error) {
      if (signal.aborted) return;
      await waitAfterFault(error, (attempt += 1), { signal, hooks });
    }
  }
}

async function waitAfterFault(
  error: unknown,
  attempt: number,
  { signal, hooks }: { readonly signal: AbortSignal; readonly hooks: ConsumerHooks },
): Promise<void> {
  const longestMs = Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), MAX_RETRY_MS);
  const retryInMs = Math.round(longestMs * (0.5 + Math.random() / 2));
  hooks.onFault(error, retryInMs);
  await sleep(retryInMs, undefined, { signal }).catch(() => undefined);
}

/** Joins the group and consumes until the signal aborts or an error occurs. */
async function consumeOnce(
  signal: AbortSignal,
  source: KafkaSource,
  hooks: ConsumerHooks,
): Promise<void> {
  const consumer = new RecordConsumer({
    ...connectionOf(source),
    clientId: GROUP_ID,
    groupId: GROUP_ID,
    bootstrapBrokers: [...source.brokers],
    autocommit: false,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    retries: 1,
    retryDelay: FIRST_RETRY_MS / 4,
  });
  try {
    const stream = await consumer.consume({
      topics: [source.topic],
      mode: 'committed',
      fallbackMode: 'earliest',
      // Reads committed records only.
      isolationLevel: 1,
      maxWaitTime: MAX_WAIT_MS,
      highWaterMark: INGEST_RESOURCES.batchSize,
    });
    hooks.onJoin();
    await consumeStream({ stream, consumer, signal, source, hooks });
  } finally {
    await consumer.close(true);
  }
}

interface Work {
  readonly stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>;
  readonly consumer: RecordConsumer;
  readonly signal: AbortSignal;
  readonly source: KafkaSource;
  readonly hooks: ConsumerHooks;
}

async function consumeStream(work: Work): Promise<void> {
  const { stream, signal } = work;
  const end = () => stream.destroy();
  // It may have been stopped while joining the group.
  if (signal.aborted) return void end();
  signal.addEventListener('abort', end, { once: true });
  let batch: Message[] = [];
  try {
    for await (const message of stream) {
      batch.push(message);
      if (!isFull(batch) && stream.readableLength > 0) continue;
      await handleBatch(batch, work);
      batch = [];
      if (signal.aborted) return;
    }
  } catch (error) {
    // Destroying the stream ends it with an error.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function isFull(batch: readonly Message[]): boolean {
  const byteCount = batch.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  return batch.length >= INGEST_RESOURCES.batchSize || byteCount >= MAX_EVENT_BYTES;
}

/**
 * Retries the handler without leaving the group: heartbeats continue, and partitions stay assigned.
 */
async function handleBatch(batch: readonly Message[], work: Work): Promise<void> {
  for (let attempt = 1; !work.signal.aborted; attempt += 1) {
    try {
      await handle(batch, work);
    } catch (error) {
      await waitAfterFault(error, attempt, work);
      continue;
    }
    return work.consumer.commit({ offsets: nextOffsets(batch) });
  }
}

/** Returns the next offset of each partition. Records of a partition are in order. */
function nextOffsets(batch: readonly Message[]) {
  const lasts = new Map(batch.map((message) => [`${message.topic}-${message.partition}`, message]));
  return [...lasts.values()].map(({ topic, partition, offset, leaderEpoch }) => ({
    ...{ topic, partition, leaderEpoch },
    offset: offset + 1n,
  }));
}

async function handle(batch: readonly Message[], { consumer, source, hooks }: Work): Promise<void> {
  const reasonOf = ({ value }: Message) => consumer.reasonUnreadable(value);
  for (const message of batch) {
    const reason = reasonOf(message);
    if (reason !== undefined) await hooks.rejectUnreadable(placeOf(message), reason);
  }
  const readable = batch.filter((message) => reasonOf(message) === undefined);
  if (readable.length > 0) await hooks.handle(kafkaEventOf(readable, source.brokers));
}

function placeOf({ topic, partition, offset, timestamp }: Message): RecordPlace {
  return { topic, partition, offset: Number(offset), timestamp: Number(timestamp) };
}
