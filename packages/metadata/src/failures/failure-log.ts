import type { Kysely } from 'kysely';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import type { Failure, FailureState, NewFailure } from './failure.ts';
import {
  countFailures,
  findFailures,
  listFailures,
  type ListFailuresRequest,
} from './find-failures.ts';
import {
  deleteExpiredFailures,
  markRedriven,
  recordAttempt,
  recordParked,
  resolveFailure,
} from './record-failure.ts';

/** Records failed messages and their states. Every method throws a MetadataError. */
export interface FailureLog {
  /** Records a failed attempt with its reason. */
  recordAttempt(failure: NewFailure): Promise<void>;
  /**
   * Records that a message is parked. The reason is that of the last attempt unless one is given.
   */
  recordParked(failure: NewFailure): Promise<void>;
  /** Records that a message is about to be redriven. */
  markRedriven(failureId: string): Promise<void>;
  /** Records that a message has succeeded. If it was never parked, its record is deleted. */
  settle(failureId: string): Promise<void>;
  /** Lists failures, last seen first. */
  list(request: ListFailuresRequest): Promise<readonly Failure[]>;
  find(failureIds: readonly string[]): Promise<readonly Failure[]>;
  count(): Promise<Readonly<Partial<Record<FailureState, number>>>>;
  /** Deletes expired failures and returns their number. */
  deleteExpired(now: Date): Promise<number>;
}

/** Creates the failure log of a metadata database: `failureLogOf(metadata.db)`. */
export function failureLogOf(db: Kysely<MetadataTables>): FailureLog {
  return {
    recordAttempt: async (failure) => recordAttempt(db, failure),
    recordParked: async (failure) => recordParked(db, failure),
    markRedriven: (failureId) => markRedriven(db, failureId),
    settle: (failureId) => resolveFailure(db, failureId),
    list: (request) => listFailures(db, request),
    find: (failureIds) => findFailures(db, failureIds),
    count: () => countFailures(db),
    deleteExpired: (now) => deleteExpiredFailures(db, toSqlTime(now.toISOString())),
  };
}
