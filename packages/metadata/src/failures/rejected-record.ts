import * as z from 'zod';

/**
 * The message that `ingest` sends to the queue of failures for a rejected Kafka record. The record
 * itself may be larger than a message, and remains in its topic.
 */
export const rejectedRecordSchema = z.object({
  refused: z.literal('kafka-record'),
  failureId: z.string().min(1).max(128),
  topic: z.string(),
  partition: z.number().int(),
  offset: z.number().int(),
  timestamp: z.iso.datetime(),
  /** The key that the image would have had in the originals bucket. */
  object: z.object({ bucket: z.string(), key: z.string() }),
  code: z.string(),
  reason: z.string(),
});
export type RejectedRecord = Readonly<z.infer<typeof rejectedRecordSchema>>;
