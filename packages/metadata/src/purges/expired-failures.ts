import type { Kysely } from 'kysely';
import { retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';

/** A failure's record that should be gone: it tells of a key. */
export interface ExpiredFailure {
  readonly failureId: string;
  readonly expiresAt: Date;
}

/** Enough to see what is wrong. */
const MAX_FAILURES = 1000;

/** The first 1,000 failures that have expired, the longest overdue first. */
export async function findExpiredFailures(
  db: Kysely<MetadataTables>,
  expiredBy: Date,
): Promise<ExpiredFailure[]> {
  const rows = await retryConflicts(() =>
    db
      .selectFrom('failure')
      .select(['failureId', 'expiresAt'])
      .where('expiresAt', '<=', toSqlTime(expiredBy.toISOString()))
      .orderBy('expiresAt')
      .limit(MAX_FAILURES)
      .execute(),
  );
  return rows.map((row) => ({
    failureId: row.failureId,
    expiresAt: new Date(toIsoTime(row.expiresAt)),
  }));
}
