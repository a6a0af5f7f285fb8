import type { KafkaEvent } from '@miniatura/ingest';
import type { Message } from '@platformatic/kafka';

type EventRecord = KafkaEvent['records'][string][number];

/** Converts records to the event of Lambda's event source for a self-managed cluster. */
export function kafkaEventOf(messages: readonly Message[], brokers: readonly string[]): KafkaEvent {
  return {
    eventSource: 'SelfManagedKafka',
    bootstrapServers: brokers.join(','),
    records: Object.groupBy(messages.map(recordOf), partitionOf) as KafkaEvent['records'],
  };
}

const partitionOf = ({ topic, partition }: EventRecord): string => `${topic}-${partition}`;

/** The value in base64, and all headers in order as arrays of bytes. */
function recordOf({ topic, partition, offset, ...message }: Message): EventRecord {
  return {
    ...{ topic, partition, offset: Number(offset), timestamp: Number(message.timestamp) },
    // The client's types have neither tombstones nor headers without a value, but Kafka has both.
    value: (message.value as Buffer | undefined)?.toString('base64') ?? null,
    headers: message.headerEntries.map(([name, value]: [Buffer, Buffer | undefined | null]) => ({
      [String(name)]: value ? [...value] : null,
    })),
  };
}
