import type { KafkaEvent } from '@miniatura/ingest';
import type { Message } from '@platformatic/kafka';

type EventRecord = KafkaEvent['records'][string][number];

/** Records as Lambda's event source hands them over for a cluster of one's own. */
export function kafkaEventOf(messages: readonly Message[], brokers: readonly string[]): KafkaEvent {
  return {
    eventSource: 'SelfManagedKafka',
    bootstrapServers: brokers.join(','),
    records: Object.groupBy(messages.map(recordOf), partitionOf) as KafkaEvent['records'],
  };
}

const partitionOf = ({ topic, partition }: EventRecord): string => `${topic}-${partition}`;

/** The value in base64, headers as arrays of bytes, in their order, repeated ones too. */
function recordOf({ topic, partition, offset, ...message }: Message): EventRecord {
  return {
    ...{ topic, partition, offset: Number(offset), timestamp: Number(message.timestamp) },
    // The types know neither tombstones nor headers without a value; Kafka knows both.
    value: (message.value as Buffer | undefined)?.toString('base64') ?? null,
    headers: message.headerEntries.map(([name, value]: [Buffer, Buffer | undefined | null]) => ({
      [String(name)]: value ? [...value] : null,
    })),
  };
}
