import * as z from 'zod';

/** A record with the bytes of its value. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  /** Empty for a tombstone. */
  readonly value: Uint8Array;
  /** By lower-case name. If a name occurs several times, the last value is used. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Bytes may be signed, as in Java, or unsigned: both are equal modulo 256. Kafka also has headers
 * without a value.
 */
const headerValueSchema = z
  .array(z.number().int().min(-128).max(255))
  .nullish()
  .transform((bytes) => Buffer.from(bytes ?? []).toString());

/**
 * Powertools' `KafkaRecordSchema` is not used, because it decodes values as text, which would
 * damage images.
 */
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
 * The event of Lambda for MSK (`aws:kafka`) and for other clusters.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
const kafkaEventSchema = z.object({
  eventSource: z.enum(['aws:kafka', 'SelfManagedKafka']),
  /** `HOST:PORT`, separated by commas. */
  bootstrapServers: z.string().nullish(),
  /** Records by topic and partition, such as `pictures-0`. */
  records: z.record(z.string(), z.array(recordSchema)),
});

/** The event of a Kafka event source. */
export type KafkaEvent = Readonly<z.input<typeof kafkaEventSchema>>;

/**
 * Returns the records of an event; those of a partition are in order. @throws ZodError for an
 * invalid event
 */
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
