import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { failureExpiryOf, type NewFailure } from '@miniatura/metadata';
import {
  FAILURE_ID_ATTRIBUTE,
  RECORDED_FAILURE_EXIT_CODE,
} from '@miniatura/metadata/failure-messages';
import { rejectedRecordSchema } from '@miniatura/metadata/rejected-record';
import { objectNamedBy } from '@miniatura/objects/object-events';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';

const rejectionSchema = JSONStringified(rejectedRecordSchema);

/**
 * The message that Lambda sends for discarded Kafka records: their offsets without their values.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
const lostBatchSchema = JSONStringified(
  z.object({
    requestContext: z.object({ condition: z.string() }),
    KafkaBatchInfo: z.object({
      recordsInfo: z.record(
        z.string(),
        z.object({
          firstRecordOffset: z.coerce.string(),
          lastRecordOffset: z.coerce.string(),
        }),
      ),
    }),
  }),
);

/**
 * The event of an AWS Batch job whose last attempt failed.
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_job_events.html
 */
const failedJobSchema = JSONStringified(
  z.object({
    'detail-type': z.literal('Batch Job State Change'),
    detail: z.object({
      jobId: z.string(),
      statusReason: z.string().default('The job failed'),
      attempts: z
        .array(z.object({ container: z.object({ exitCode: z.number().optional() }).optional() }))
        .default([]),
      parameters: z.object({ message: z.string() }),
    }),
  }),
);

/** Replaces the event of a failed job by the message that the job was processing. */
function messageOfJob(message: SQSRecord): SQSRecord & { readonly reason?: string } {
  const job = failedJobSchema.safeParse(message.body);
  if (!job.success) return message;
  const { jobId, statusReason, attempts, parameters } = job.data.detail;
  const ApproximateReceiveCount = String(Math.max(1, attempts.length));
  const hasRecordedReason = attempts.at(-1)?.container?.exitCode === RECORDED_FAILURE_EXIT_CODE;
  return {
    ...message,
    messageId: jobId,
    body: parameters.message,
    attributes: { ...message.attributes, ApproximateReceiveCount },
    ...(!hasRecordedReason && { reason: statusReason }),
  };
}

/** Whether a message is about Kafka records, which cannot be redriven to the thumbnailer. */
export function isRejectedRecord(body: string): boolean {
  return rejectionSchema.safeParse(body).success || lostBatchSchema.safeParse(body).success;
}

/** Describes a failed message by its content only. */
export function describeFailure(
  received: SQSRecord,
  { now, retentionDays }: { readonly now: Date; readonly retentionDays: number },
): NewFailure {
  const { reason, ...message } = messageOfJob(received);
  const sentAt = new Date(Number(message.attributes.SentTimestamp));
  const { eventTime, ...described } = fromBody(message);
  return {
    ...(reason !== undefined && { code: 'job-failed', reason }),
    ...described,
    messageId: message.messageId,
    receiveCount: Number(message.attributes.ApproximateReceiveCount),
    body: message.body,
    firstSeenAt: sentAt.toISOString(),
    lastSeenAt: now.toISOString(),
    expiresAt: failureExpiryOf({ sentAt, eventTime }, retentionDays).toISOString(),
  };
}

type Described = Pick<NewFailure, 'failureId' | 'source' | 'object' | 'code' | 'reason'> & {
  readonly eventTime?: Date | undefined;
};

function fromBody({ messageId, messageAttributes, body }: SQSRecord): Described {
  const rejection = rejectionSchema.safeParse(body);
  if (rejection.success) {
    const { failureId, object, code, reason } = rejection.data;
    return { source: 'ingest', failureId, object, code, reason };
  }
  const lostBatch = lostBatchSchema.safeParse(body);
  if (lostBatch.success) {
    const { requestContext, KafkaBatchInfo } = lostBatch.data;
    const reason = `Expected records of a readable batch but received none of ${formatOffsets(KafkaBatchInfo)}`;
    return { source: 'ingest', failureId: messageId, code: requestContext.condition, reason };
  }
  const failureId = messageAttributes[FAILURE_ID_ATTRIBUTE]?.stringValue ?? messageId;
  return { source: 'thumbnailer', failureId, ...objectNamedBy(body) };
}

/** Formats partitions with their offsets, such as `pictures-0 from 17 to 42`. */
function formatOffsets({ recordsInfo }: z.infer<typeof lostBatchSchema>['KafkaBatchInfo']): string {
  return Object.entries(recordsInfo)
    .map(([partition, { firstRecordOffset, lastRecordOffset }]) =>
      [partition, 'from', firstRecordOffset, 'to', lastRecordOffset].join(' '),
    )
    .join(', ');
}
