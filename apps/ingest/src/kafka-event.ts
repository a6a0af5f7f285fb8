import { z } from 'zod';

/** A record, with its value's bytes as they were produced. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  /** Empty for a tombstone. */
  readonly value: Uint8Array;
  /** By name in lower case; the last of a name counts. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Java's bytes are signed, and so may a header's be: both kinds mean the same modulo 256. Kafka has
 * headers without a value, too.
 */
const headerValueSchema = z
  .array(z.number().int().min(-128).max(255))
  .nullish()
  .transform((bytes) => Buffer.from(bytes ?? []).toString());

/** Powertools' own `KafkaRecordSchema` is not used: it reads values as text, which no picture is. */
const recordSchema = z.object({
  topic: z.string().min(1),
  partition: z.number().int().nonnegative(),
  offset: z.number().int().nonnegative(),
  timestamp: z.number().default(0),
  value: z
    .string()
    .nullish()
    .transform((base64) => Buffer.from(base64 ?? '', 'base64')),
  headers: z.array(z.record(z.string(), headerValueSchema)).nullish(),
});

/**
 * What Lambda hands over for MSK (`aws:kafka`) and for other clusters.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
const kafkaEventSchema = z.object({
  eventSource: z.enum(['aws:kafka', 'SelfManagedKafka']),
  /** `HOST:PORT`, several by commas. */
  bootstrapServers: z.string().nullish(),
  /** By topic and partition: `pictures-0`. */
  records: z.record(z.string(), z.array(recordSchema)),
});

/** What a Kafka event source invokes the function with. */
export type KafkaEvent = Readonly<z.input<typeof kafkaEventSchema>>;

/** The records of an event, those of a partition in their order. Throws where it is none. */
export function parseKafkaEvent(event: unknown): KafkaRecord[] {
  return Object.values(kafkaEventSchema.parse(event).records).flat().map(recordOf);
}

function recordOf(record: z.output<typeof recordSchema>): KafkaRecord {
  const { topic, partition, offset, timestamp, value, headers } = record;
  const named = (headers ?? []).flatMap((header) => Object.entries(header));
  return {
    ...{ topic, partition, offset, value },
    timestampMs: timestamp,
    headers: Object.fromEntries(named.map(([name, text]) => [name.toLowerCase(), text])),
  };
}
