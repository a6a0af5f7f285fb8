import { connect, createHandler, type KafkaEvent } from '@miniatura/ingest';
import { loadConfig } from '@miniatura/ingest/config';
import { INGEST_RESOURCES } from '@miniatura/ingest/resources';
import type { Log } from '@miniatura/thumbnailer';
import { Kafka, logLevel, type EachBatchPayload, type KafkaMessage } from 'kafkajs';
import type { AwsClients } from './aws-clients.ts';
import { INGEST_REFUSALS, ORIGINALS_BUCKET, queueUrlOf } from './names.ts';

/** Where records come from. */
export interface KafkaSource {
  readonly brokers: readonly string[];
  readonly topic: string;
}

/** What stands in for Lambda's Kafka event source. */
export interface KafkaConsumer {
  /** Lets the batches at work end, commits them, and leaves the group. */
  stop(): Promise<void>;
}

const GROUP_ID = 'miniatura';
/** A consumer that is silent for so long loses its partitions to the others. */
const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 2000;

type Handler = (event: KafkaEvent) => Promise<void>;

/** Consumes a topic with the handler that takes Lambda's events, against a stack's endpoints. */
export async function consumeKafka(
  source: KafkaSource,
  clients: Pick<AwsClients, 's3' | 'sqs'>,
  { sqsEndpoint, log }: { readonly sqsEndpoint: string; readonly log: Log },
): Promise<KafkaConsumer> {
  const config = loadConfig({
    ORIGINALS_BUCKET,
    REFUSALS_QUEUE_URL: queueUrlOf(sqsEndpoint, INGEST_REFUSALS),
  });
  const dependencies = connect(clients, config);
  return startKafkaConsumer(
    source,
    createHandler({ ...dependencies, log, countOutcomes: () => undefined }),
    (error) => log.error('Kafka batch failed', { error }),
  );
}

/**
 * Hands records to a handler in the form of Lambda's events, and commits offsets when it is done:
 * what was at work when the process dies comes again. A batch that fails comes again, too.
 */
export async function startKafkaConsumer(
  { brokers, topic }: KafkaSource,
  handler: Handler,
  onError: (error: unknown) => void,
): Promise<KafkaConsumer> {
  const kafka = new Kafka({
    clientId: GROUP_ID,
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
  });
  const consumer = kafka.consumer({ groupId: GROUP_ID, sessionTimeout: SESSION_TIMEOUT_MS });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 4,
    eachBatch: async (payload) => {
      try {
        await handBatch(payload, handler, brokers);
      } catch (error) {
        onError(error);
        throw error;
      }
    },
  });
  return { stop: () => consumer.disconnect() };
}

async function handBatch(
  { batch, resolveOffset, commitOffsetsIfNecessary, heartbeat, ...state }: EachBatchPayload,
  handler: Handler,
  brokers: readonly string[],
): Promise<void> {
  const { topic, partition, messages } = batch;
  for (let first = 0; first < messages.length; first += INGEST_RESOURCES.batchSize) {
    // After a rebalance, the partition is another's.
    if (!state.isRunning() || state.isStale()) return;
    const chunk = messages.slice(first, first + INGEST_RESOURCES.batchSize);
    const records = chunk.map((message) => recordOf(message, topic, partition));
    const event = {
      eventSource: 'SelfManagedKafka',
      bootstrapServers: brokers.join(','),
      records: { [`${topic}-${partition}`]: records },
    } as const;
    await whileBeating(heartbeat, () => handler(event));
    const lastOffset = chunk.at(-1)?.offset ?? '0';
    resolveOffset(lastOffset);
    const offset = String(BigInt(lastOffset) + 1n);
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
    await heartbeat();
  }
}

/** A batch that takes long is no reason to be taken for dead. */
async function whileBeating(
  heartbeat: () => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  // One that fails tells of a rebalance, which the next one between batches acts on.
  const timer = setInterval(() => heartbeat().catch(() => undefined), HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/** A record as Lambda gives it: the value in base64, headers as arrays of bytes. */
function recordOf(
  { offset, timestamp, value, headers = {} }: KafkaMessage,
  topic: string,
  partition: number,
): KafkaEvent['records'][string][number] {
  const pairs = Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((each) => ({ [name]: [...Buffer.from(each)] })),
  );
  return {
    ...{ topic, partition, offset: Number(offset), timestamp: Number(timestamp) },
    value: value === null ? null : value.toString('base64'),
    headers: pairs,
  };
}
