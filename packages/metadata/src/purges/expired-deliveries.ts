import type { Kysely } from 'kysely';
import { retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';

/** An expired row of the log of webhooks. */
export interface ExpiredDelivery {
  readonly webhookId: string;
  readonly eventId: string;
  readonly createdAt: Date;
}

/** The search stops at this number. */
const MAX_DELIVERIES = 1000;

/** Returns the first 1,000 deliveries that were created by this time, oldest first. */
export async function findExpiredDeliveries(
  db: Kysely<MetadataTables>,
  createdBy: Date,
): Promise<ExpiredDelivery[]> {
  const rows = await retryConflicts(() =>
    db
      .selectFrom('webhookDelivery')
      .select(['webhookId', 'eventId', 'createdAt'])
      .where('createdAt', '<=', toSqlTime(createdBy.toISOString()))
      .orderBy('createdAt')
      .limit(MAX_DELIVERIES)
      .execute(),
  );
  return rows.map((row) => ({ ...row, createdAt: new Date(toIsoTime(row.createdAt)) }));
}

/** Deletes the deliveries that were created by this time. @returns their number */
export async function deleteExpiredDeliveries(
  db: Kysely<MetadataTables>,
  createdBy: Date,
): Promise<number> {
  const { numDeletedRows } = await retryConflicts(() =>
    db
      .deleteFrom('webhookDelivery')
      .where('createdAt', '<=', toSqlTime(createdBy.toISOString()))
      .executeTakeFirstOrThrow(),
  );
  return Number(numDeletedRows);
}
