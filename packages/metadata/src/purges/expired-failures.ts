import type { Kysely } from 'kysely';
import { retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';

/** An expired record of a failure: it contains a key. */
export interface ExpiredFailure {
  readonly failureId: string;
  readonly expiresAt: Date;
}

/** The search stops at this number. */
const MAX_FAILURES = 1000;

/** Returns the first 1,000 expired failures, longest overdue first. */
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
