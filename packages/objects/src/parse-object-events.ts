import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { SnsSqsNotificationSchema } from '@aws-lambda-powertools/parser/schemas/sns';
import * as z from 'zod';
import { UnreadableMessageError } from './errors.ts';
import type { ObjectEvent } from './object-event.ts';
import { decodeObjectKey } from './object-key.ts';

/**
 * AWS guarantees a sequencer only for puts and deletions. This value has another length than real
 * ones, so that the order is unknown, and the current object decides.
 */
const NO_SEQUENCER = '0';

function decodedKey(formEncodedKey: string, context: z.RefinementCtx): string {
  try {
    return decodeObjectKey(formEncodedKey);
  } catch {
    context.addIssue('The key is not form-encoded');
    return z.NEVER;
  }
}

/**
 * The used part of S3's notification. Powertools' own `S3Schema` is not used, because it rejects
 * events whose `sourceIPAddress` is an IPv6 address.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
const S3RecordSchema = z.object({
  eventSource: z.literal('aws:s3'),
  eventName: z.string(),
  eventTime: z.iso.datetime(),
  userIdentity: z.object({ principalId: z.string() }).default({ principalId: 'unknown' }),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1).transform(decodedKey),
      size: z.number().int().nonnegative().optional(),
      eTag: z.string().optional(),
      versionId: z.string().optional(),
      sequencer: z
        .string()
        .regex(/^[0-9A-Fa-f]+$/)
        .default(NO_SEQUENCER),
    }),
  }),
});

type S3Record = z.infer<typeof S3RecordSchema>;

const S3NotificationSchema = z.object({ Records: z.array(S3RecordSchema) });
/** Sent once when a notification is configured; it has no `Records`. */
const S3TestEventSchema = z.object({ Event: z.literal('s3:TestEvent') });
const S3MessageSchema = z.union([S3NotificationSchema, S3TestEventSchema]);
/** SNS wraps the message in its own JSON unless raw delivery is enabled. */
const SnsMessageSchema = SnsSqsNotificationSchema.pick({ Type: true }).extend({
  Message: JSONStringified(S3MessageSchema),
});
const BodySchema = JSONStringified(z.union([SnsMessageSchema, S3MessageSchema]));

/**
 * Parses the body of an SQS message: an S3 notification, raw or wrapped by SNS, or S3's test event.
 * @returns the changes in their order; none for a test event
 * @throws UnreadableMessageError for anything else; the message becomes a dead letter
 */
export function parseObjectEvents(body: string): ObjectEvent[] {
  const parsed = BodySchema.safeParse(body);
  if (!parsed.success) throw new UnreadableMessageError(body, { cause: parsed.error });
  const message = 'Message' in parsed.data ? parsed.data.Message : parsed.data;
  return 'Records' in message ? message.Records.flatMap(objectEventOf) : [];
}

const KIND_BY_EVENT_FAMILY: Readonly<Record<string, ObjectEvent['kind']>> = {
  ObjectCreated: 'created',
  ObjectRemoved: 'removed',
  LifecycleExpiration: 'removed',
};

function objectEventOf(record: S3Record): ObjectEvent[] {
  const kind = KIND_BY_EVENT_FAMILY[record.eventName.split(':')[0] ?? ''];
  if (kind === undefined) return [];
  const { bucket, object } = record.s3;
  return [
    {
      kind,
      eventName: record.eventName,
      eventTime: new Date(record.eventTime),
      bucket: bucket.name,
      key: object.key,
      sequencer: object.sequencer,
      principalId: record.userIdentity.principalId,
      ...(object.eTag !== undefined && { eTag: object.eTag }),
      ...(object.size !== undefined && { byteCount: object.size }),
      ...(object.versionId !== undefined && { versionId: object.versionId }),
    },
  ];
}
