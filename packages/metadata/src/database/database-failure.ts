import { DatabaseError, MetadataError } from '../errors.ts';

/** MySQL and MariaDB: duplicate key (a concurrent first write), lock wait timeout, deadlock, record changed. */
const MYSQL_CONFLICTS = new Set([1020, 1062, 1205, 1213]);
/** Too many connections, server shutting down, read-only after a failover, killed, idle too long. */
const MYSQL_OUTAGES = new Set([1040, 1053, 1290, 1836, 1927, 4031]);
/** SQLite's primary result codes SQLITE_BUSY and SQLITE_LOCKED. */
const SQLITE_CONFLICTS = new Set([5, 6]);
const MYSQL_NO_SUCH_TABLE = 1146;
const CONNECTION_FAILURES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
]);

interface DriverFailure {
  readonly code?: string;
  /** MySQL's error number, or the operating system's. */
  readonly errno?: number;
  /** SQLite's extended result code. */
  readonly errcode?: number;
  /** mysql2: the connection is of no more use. */
  readonly fatal?: boolean;
}

/**
 * Converts a driver's error to an error of this package. Errors of this package are returned
 * unchanged.
 */
export function databaseErrorOf(error: unknown): Error {
  if (error instanceof MetadataError) return error;
  return new DatabaseError(codeOf(error as DriverFailure), error);
}

/** Whether another connection to the SQLite file is writing. */
export function isSqliteBusy(error: unknown): boolean {
  const { errcode } = error as DriverFailure;
  return errcode !== undefined && SQLITE_CONFLICTS.has(errcode & 0xff);
}

/** Whether a statement refers to a missing table. SQLite has no code for this error. */
export function isMissingTable(error: unknown): boolean {
  const { errno, message } = error as DriverFailure & Error;
  return errno === MYSQL_NO_SUCH_TABLE || message.startsWith('no such table: ');
}

function codeOf(failure: DriverFailure): DatabaseError['code'] {
  const { code, errno, fatal } = failure;
  if (isSqliteBusy(failure)) return 'conflict';
  if (errno !== undefined && MYSQL_CONFLICTS.has(errno)) return 'conflict';
  if (errno !== undefined && MYSQL_OUTAGES.has(errno)) return 'unavailable';
  if (code !== undefined && CONNECTION_FAILURES.has(code)) return 'unavailable';
  return fatal === true && code?.startsWith('ER_') !== true ? 'unavailable' : 'database-failed';
}
