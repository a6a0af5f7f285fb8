import { execFile } from 'node:child_process';
import type { KafkaEvent } from '@miniatura/ingest';
import { javaArguments, type TestKafka } from '@miniatura/ingest/test-support';
import { Admin, type MessageToProduce, type ProduceOptions, Producer } from '@platformatic/kafka';
import { vi } from 'vitest';
import type { KafkaSource } from '../../src/kafka/kafka-source.ts';
import {
  type ConsumerHooks,
  GROUP_ID,
  type RecordPlace,
  startKafkaConsumer,
} from '../../src/kafka/start-kafka-consumer.ts';

const DEADLINE_MS = 120_000;

export type EventRecord = KafkaEvent['records'][string][number];
type Message = Omit<MessageToProduce<Buffer, Buffer, Buffer, Buffer>, 'topic'>;

let topicCount = 0;

export interface TopicOptions {
  readonly partitions?: number;
  readonly configs?: Readonly<Record<string, string>>;
}

/** A topic for one test, and its operations. `stop` closes its producers and consumers. */
export function openTopic(kafka: TestKafka) {
  const name = `images-${(topicCount += 1)}`;
  const source: KafkaSource = { brokers: [kafka.broker], topic: name };
  const client = { clientId: 'test', bootstrapBrokers: [kafka.broker] };
  const running: (() => Promise<unknown>)[] = [];
  const producers = new Map<string, Producer>();

  /**
   * Creates a producer for each transactional id. The empty id is for records outside of
   * transactions.
   */
  function producer(transactionalId = ''): Producer {
    const known = producers.get(transactionalId);
    if (known !== undefined) return known;
    const made = new Producer({
      ...client,
      ...(transactionalId !== '' && { transactionalId, idempotent: true }),
    });
    producers.set(transactionalId, made);
    running.push(() => made.close(true));
    return made;
  }

  return {
    name,
    source,
    producer,
    async create({ partitions = 1, configs = {} }: TopicOptions = {}) {
      const admin = new Admin(client);
      await admin.createTopics({
        topics: [name],
        partitions,
        replicas: 1,
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      });
      await admin.close();
    },
    send(
      messages: readonly Message[],
      options: Omit<ProduceOptions<Buffer, Buffer, Buffer, Buffer>, 'messages'> = {},
    ) {
      const all = messages.map((message) => ({ ...message, topic: name }));
      return producer().send({ ...options, messages: all });
    },
    /** Sends lines with the producer of Kafka's distribution. */
    sendLines(lines: readonly string[], codec: string): Promise<void> {
      const tool = 'org.apache.kafka.tools.ConsoleProducer';
      const args = [
        '--bootstrap-server',
        kafka.broker,
        '--topic',
        name,
        '--compression-codec',
        codec,
      ];
      return new Promise((done, failed) => {
        const child = execFile('java', javaArguments(tool, args), (error) =>
          error ? failed(error) : done(),
        );
        child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
      });
    },
    consume(hooks: Partial<ConsumerHooks>, changes: Partial<KafkaSource> = {}) {
      const joined = Promise.withResolvers<void>();
      const consumer = startKafkaConsumer(
        { ...source, ...changes },
        {
          handle: async () => undefined,
          rejectUnreadable: async () => undefined,
          onFault: () => undefined,
          ...hooks,
          onJoin: () => {
            joined.resolve();
            hooks.onJoin?.();
          },
        },
      );
      running.push(() => consumer.stop());
      return { ...consumer, joined: joined.promise };
    },
    /** Resets the group, which has no members, to the start of the topic. */
    async rewind(partitionCount: number) {
      const admin = new Admin(client);
      const partitionOffsets = Array.from({ length: partitionCount }, (_, partition) => ({
        partition,
        offset: 0n,
      }));
      await admin.alterConsumerGroupOffsets({
        groupId: GROUP_ID,
        topics: [{ name, partitionOffsets }],
      });
      await admin.close();
    },
    async stop() {
      for (const end of running.toReversed()) await end();
    },
  };
}

export type TestTopic = ReturnType<typeof openTopic>;

/** Collects what a consumer receives, in order. */
export function collect() {
  const records: EventRecord[] = [];
  const unreadable: RecordPlace[] = [];
  return {
    records,
    unreadable,
    texts: () => records.map(textOf),
    hooks: {
      handle: async (event: KafkaEvent) => void records.push(...recordsOf(event)),
      rejectUnreadable: async (place: RecordPlace) => void unreadable.push(place),
    } satisfies Partial<ConsumerHooks>,
  };
}

export const recordsOf = ({ records }: KafkaEvent): EventRecord[] => Object.values(records).flat();

export function textOf({ value }: EventRecord): string {
  return Buffer.from(value ?? '', 'base64').toString();
}

export async function until(isDone: () => boolean): Promise<void> {
  await vi.waitUntil(isDone, { timeout: DEADLINE_MS });
}
