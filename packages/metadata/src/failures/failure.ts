import * as z from 'zod';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { FailureRow, FailureTable } from '../database/tables.ts';
import { imageFields } from '../images/image-fields.ts';
import { imageIdOf } from '../images/image-id.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';

/** The functions whose messages can fail. */
export const FAILURE_SOURCES = ['thumbnailer', 'ingest'] as const;
export type FailureSource = (typeof FAILURE_SOURCES)[number];

/**
 * The state of a failure.
 * - `retrying`: an attempt has failed, and the queue delivers the message again.
 * - `parked`: all attempts have failed, and the message is in the parking queue.
 * - `redriven`: the message was sent back to its source queue.
 * - `solved`: the redriven message succeeded.
 */
export const FAILURE_STATES = ['retrying', 'parked', 'redriven', 'solved'] as const;
export type FailureState = (typeof FAILURE_STATES)[number];

/**
 * The number of characters of a message's body that are recorded. The complete message is in the
 * parking queue.
 */
export const MAX_FAILURE_BODY_CHARACTERS = 4000;

const failureSchema = lazily(() =>
  z.object({
    /** The first id of the message. It stays the same when the message is redriven. */
    failureId: z.string().min(1).max(128),
    /** The current id of the message. */
    messageId: z.string().min(1).max(128),
    source: z.enum(FAILURE_SOURCES),
    /** The object of the message, if it can be parsed. */
    object: z.object({ bucket: imageFields.bucket, key: imageFields.key }).nullish().catch(null),
    /** A stable code: the code or name of an error. */
    code: z
      .string()
      .transform((code) => code.slice(0, 64).toWellFormed())
      .nullish(),
    reason: imageFields.rejectionMessage.nullish(),
    receiveCount: z.number().int().nonnegative(),
    body: z.string().transform((body) => body.slice(0, MAX_FAILURE_BODY_CHARACTERS).toWellFormed()),
    firstSeenAt: imageFields.time,
    lastSeenAt: imageFields.time,
    expiresAt: imageFields.time,
  }),
);

/** A failed message to record. Texts that are too long are truncated. */
export type NewFailure = Readonly<z.input<ReturnType<typeof failureSchema>>>;

export interface Failure {
  readonly failureId: string;
  readonly messageId: string;
  readonly source: FailureSource;
  readonly state: FailureState;
  readonly imageId: string | null;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly code: string | null;
  readonly reason: string | null;
  /** The number of deliveries since the message was last sent to its queue. */
  readonly receiveCount: number;
  /** The number of redrives. */
  readonly redriveCount: number;
  readonly body: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
}

type NewRow = Omit<FailureTable, 'state' | 'redriveCount'>;

export function parseFailure(input: NewFailure): z.output<ReturnType<typeof failureSchema>> {
  return parseOrReject(failureSchema(), input, 'failure');
}

export function newRowOf(failure: z.output<ReturnType<typeof failureSchema>>): NewRow {
  const { object } = failure;
  return {
    failureId: failure.failureId,
    messageId: failure.messageId,
    source: failure.source,
    imageId: object ? imageIdOf(object.bucket, object.key) : null,
    bucket: object?.bucket ?? null,
    objectKey: object?.key ?? null,
    code: failure.code ?? null,
    reason: failure.reason ?? null,
    receiveCount: failure.receiveCount,
    body: failure.body.replaceAll('\0', '\uFFFD'),
    firstSeenAt: toSqlTime(failure.firstSeenAt),
    lastSeenAt: toSqlTime(failure.lastSeenAt),
    expiresAt: toSqlTime(failure.expiresAt),
  };
}

export function failureOf(row: FailureRow): Failure {
  return {
    failureId: row.failureId,
    messageId: row.messageId,
    source: row.source,
    state: row.state,
    imageId: row.imageId,
    bucket: row.bucket,
    key: row.objectKey,
    code: row.code,
    reason: row.reason,
    receiveCount: row.receiveCount,
    redriveCount: row.redriveCount,
    body: row.body,
    firstSeenAt: toIsoTime(row.firstSeenAt),
    lastSeenAt: toIsoTime(row.lastSeenAt),
    expiresAt: toIsoTime(row.expiresAt),
  };
}
