import { AppError, messageOf } from '@miniatura/errors';

/** The codes of this package's errors. */
export const METADATA_ERROR_CODES = [
  'invalid-record',
  'invalid-url',
  'corrupt-row',
  'conflict',
  'unavailable',
  'database-failed',
  'migration-failed',
] as const;

export type MetadataErrorCode = (typeof METADATA_ERROR_CODES)[number];

/**
 * An error of the metadata. `transient` says whether a retry may succeed: then a queue's consumer
 * returns the message to the queue; otherwise the message is done.
 */
export abstract class MetadataError extends AppError<MetadataErrorCode> {}

/**
 * A record, query or id that is invalid, so that a retry cannot succeed: "Expected X for Y but
 * received Z".
 */
export class InvalidRecordError extends MetadataError {
  override readonly name = 'InvalidRecordError';
  readonly code = 'invalid-record';
  readonly transient = false;
  /** The path of the invalid field, such as `renditions.0.width`. */
  readonly field: string;
  readonly expected: string;
  readonly received: string;

  constructor(field: string, expected: string, received: string) {
    super(`Expected ${expected} for ${field} but received ${received}`);
    this.field = field;
    this.expected = expected;
    this.received = received;
  }
}

/** The URL is not that of a database. The message never contains a password. */
export class InvalidUrlError extends MetadataError {
  override readonly name = 'InvalidUrlError';
  readonly code = 'invalid-url';
  readonly transient = false;

  constructor(expected: string, received: string) {
    super(`Expected ${expected} for the metadata database's URL but received ${received}`);
  }
}

/** A stored row is not an image record: another program has written it. */
export class CorruptRowError extends MetadataError {
  override readonly name = 'CorruptRowError';
  readonly code = 'corrupt-row';
  readonly transient = false;
  readonly imageId: string;

  constructor(imageId: string, cause: unknown) {
    super(`Expected an image record in row ${imageId}: ${messageOf(cause)}`, { cause });
    this.imageId = imageId;
  }
}

/**
 * The database failed. `conflict`: another writer blocked the write for longer than the retries;
 * `unavailable`: no connection; `database-failed`: any other error, such as a full disk or a
 * missing privilege, which an operator can correct while the message waits.
 */
export class DatabaseError extends MetadataError {
  override readonly name = 'DatabaseError';
  readonly code: 'conflict' | 'unavailable' | 'database-failed';
  readonly transient = true;

  constructor(code: DatabaseError['code'], cause: unknown) {
    super(`${DATABASE_FAILURES[code]}: ${messageOf(cause)}`, { cause });
    this.code = code;
  }
}

const DATABASE_FAILURES = {
  conflict: 'Another writer changed the same rows',
  unavailable: 'The metadata database cannot be reached',
  'database-failed': 'The metadata database failed',
} as const;

/** The tables could not be updated. */
export class MigrationError extends MetadataError {
  override readonly name = 'MigrationError';
  readonly code = 'migration-failed';
  readonly transient = true;
  /** The migration that failed, or null when none had started. */
  readonly migration: string | null;

  constructor(migration: string | null, cause: unknown) {
    super(`Migration ${migration ?? 'of the metadata database'} failed: ${messageOf(cause)}`, {
      cause,
    });
    this.migration = migration;
  }
}
