import { z } from 'zod';

/** The message attribute that carries a failure's id, however often the message is sent again. */
export const FAILURE_ID_ATTRIBUTE = 'failure-id';

/**
 * What `ingest` sends to the queue of failures in place of a Kafka record that it refuses. The
 * record itself may be larger than a message, and stays in its topic.
 */
export const refusedRecordSchema = z.object({
  refused: z.literal('kafka-record'),
  failureId: z.string().min(1).max(128),
  topic: z.string(),
  partition: z.number().int(),
  offset: z.number().int(),
  timestamp: z.iso.datetime(),
  /** The key that the picture would have had, in the bucket of originals. */
  object: z.object({ bucket: z.string(), key: z.string() }),
  code: z.string(),
  reason: z.string(),
});
export type RefusedRecord = Readonly<z.infer<typeof refusedRecordSchema>>;

/**
 * The exit code of the large-image job where it has noted why it failed. One that was killed, or that
 * never started its work, ends with another.
 */
export const NOTED_FAILURE_EXIT_CODE = 10;
