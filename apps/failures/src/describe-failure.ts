import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { NewFailure } from '@miniatura/metadata';
import { FAILURE_ID_ATTRIBUTE, refusedRecordSchema } from '@miniatura/metadata/failure-messages';
import type { SQSRecord } from 'aws-lambda';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1000;

const refusalSchema = JSONStringified(refusedRecordSchema);

/**
 * As little of S3's notification as names the object: what the thumbnailer could not read may still
 * tell what it was about.
 */
const namedObjectSchema = z.object({
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string() }),
  }),
});
const notificationSchema = z.object({ Records: z.tuple([namedObjectSchema]).rest(z.unknown()) });
const bodySchema = JSONStringified(
  z.union([notificationSchema, z.object({ Message: JSONStringified(notificationSchema) })]),
);

/** Whether a message stands for a Kafka record: such a one is not for the thumbnailer. */
export function isRefusedRecord(body: string): boolean {
  return refusalSchema.safeParse(body).success;
}

/** What is known of a message that nobody could process, from the message alone. */
export function describeFailure(
  message: SQSRecord,
  { now, retentionDays }: { readonly now: Date; readonly retentionDays: number },
): NewFailure {
  const sentAtMs = Number(message.attributes.SentTimestamp);
  return {
    ...fromBody(message),
    messageId: message.messageId,
    receiveCount: Number(message.attributes.ApproximateReceiveCount),
    body: message.body,
    firstSeenAt: new Date(sentAtMs).toISOString(),
    lastSeenAt: now.toISOString(),
    expiresAt: new Date(sentAtMs + retentionDays * DAY_MS).toISOString(),
  };
}

function fromBody({ messageId, messageAttributes, body }: SQSRecord) {
  const refusal = refusalSchema.safeParse(body);
  if (refusal.success) {
    const { failureId, object, code, reason } = refusal.data;
    return { source: 'ingest' as const, failureId, object, code, reason };
  }
  const failureId = messageAttributes[FAILURE_ID_ATTRIBUTE]?.stringValue ?? messageId;
  return { source: 'thumbnailer' as const, failureId, object: objectOf(body) };
}

function objectOf(body: string) {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Records } = 'Message' in parsed.data ? parsed.data.Message : parsed.data;
  const { bucket, object } = Records[0].s3;
  return { bucket: bucket.name, key: decodeKey(object.key) };
}

/** Keys in S3's notifications are form-encoded; one that is not so is shown as it came. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
