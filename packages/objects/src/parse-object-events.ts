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
 * Makes the schema of the used part of S3's notification. Powertools' own `S3Schema` is not used,
 * because it rejects events whose `sourceIPAddress` is an IPv6 address.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function makeRecordSchema() {
  return z.object({
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
}

type S3Record = z.infer<ReturnType<typeof makeRecordSchema>>;

/** Makes the schema of a message, which SNS wraps in its own JSON unless raw delivery is enabled. */
function makeBodySchema() {
  const notificationSchema = z.object({ Records: z.array(makeRecordSchema()) });
  /** Sent once when a notification is configured; it has no `Records`. */
  const testEventSchema = z.object({ Event: z.literal('s3:TestEvent') });
  const s3MessageSchema = z.union([notificationSchema, testEventSchema]);
  const snsMessageSchema = SnsSqsNotificationSchema.pick({ Type: true }).extend({
    Message: JSONStringified(s3MessageSchema),
  });
  return JSONStringified(z.union([snsMessageSchema, s3MessageSchema]));
}

/** Made for the first message, so that a function starts faster. */
let bodySchema: ReturnType<typeof makeBodySchema> | undefined;

/**
 * Parses the body of an SQS message: an S3 notification, raw or wrapped by SNS, or S3's test event.
 * @returns the changes in their order; none for a test event
 * @throws UnreadableMessageError for anything else; the message becomes a dead letter
 */
export function parseObjectEvents(body: string): ObjectEvent[] {
  bodySchema ??= makeBodySchema();
  const parsed = bodySchema.safeParse(body);
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
