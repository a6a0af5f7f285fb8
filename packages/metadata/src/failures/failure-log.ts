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
  settleFailure,
} from './record-failure.ts';

/** What could not be processed, and what became of it. Every method throws a MetadataError. */
export interface FailureLog {
  /** Notes that an attempt has failed, and why. */
  recordAttempt(failure: NewFailure): Promise<void>;
  /** Notes that a message is parked; the reason is the last attempt's, unless one is given. */
  recordParked(failure: NewFailure): Promise<void>;
  /** Notes that a message is about to be put back into its queue. */
  markRedriven(failureId: string): Promise<void>;
  /** Notes that a message has succeeded: one that was never parked is forgotten. */
  settle(failureId: string): Promise<void>;
  /** The last seen first. */
  list(request: ListFailuresRequest): Promise<readonly Failure[]>;
  find(failureIds: readonly string[]): Promise<readonly Failure[]>;
  count(): Promise<Readonly<Partial<Record<FailureState, number>>>>;
  /** Deletes those whose `expiresAt` has come, and says how many they were. */
  deleteExpired(now: Date): Promise<number>;
}

/** The failures of a metadata database: `failureLogOf(metadata.db)`. */
export function failureLogOf(db: Kysely<MetadataTables>): FailureLog {
  return {
    recordAttempt: async (failure) => recordAttempt(db, failure),
    recordParked: async (failure) => recordParked(db, failure),
    markRedriven: (failureId) => markRedriven(db, failureId),
    settle: (failureId) => settleFailure(db, failureId),
    list: (request) => listFailures(db, request),
    find: (failureIds) => findFailures(db, failureIds),
    count: () => countFailures(db),
    deleteExpired: (now) => deleteExpiredFailures(db, toSqlTime(now.toISOString())),
  };
}
