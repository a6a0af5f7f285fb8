import type { Kysely } from 'kysely';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import type { Attempt, ClaimedDelivery } from './webhook.ts';

type Db = Kysely<MetadataTables>;

export interface ClaimDeliveriesRequest {
  readonly webhookId: string;
  readonly now: Date;
  /** If the claimer stops before it records the attempt, the delivery is due again after this time. */
  readonly leaseMs: number;
  readonly limit: number;
}

/** Claims due deliveries of one webhook for one attempt each, longest due first. */
export function claimDeliveries(
  db: Db,
  { webhookId, now, leaseMs, limit }: ClaimDeliveriesRequest,
): Promise<ClaimedDelivery[]> {
  const nextAttemptAt = toSqlTime(new Date(now.getTime() + leaseMs).toISOString());
  return inTransaction(db, async (tx) => {
    const due = await tx
      .selectFrom('webhookDelivery as d')
      .innerJoin('webhook as w', 'w.webhookId', 'd.webhookId')
      .selectAll('d')
      .select(['w.url', 'w.secret'])
      .where('d.webhookId', '=', webhookId)
      .where('d.state', '=', 'waiting')
      .where('d.nextAttemptAt', '<=', toSqlTime(now.toISOString()))
      .orderBy('d.nextAttemptAt')
      .limit(limit)
      .execute();
    const claimed: ClaimedDelivery[] = [];
    for (const row of due) {
      const attemptCount = row.attemptCount + 1;
      const { numUpdatedRows } = await tx
        .updateTable('webhookDelivery')
        .set({ attemptCount, nextAttemptAt })
        .where('webhookId', '=', row.webhookId)
        .where('eventId', '=', row.eventId)
        // Another process may have claimed it since it was read.
        .where('attemptCount', '=', row.attemptCount)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) continue;
      claimed.push({
        ...row,
        attemptCount,
        createdAt: toIsoTime(row.createdAt),
        nextAttemptAt: toIsoTime(nextAttemptAt),
      });
    }
    return claimed;
  });
}

/** Records the outcome of an attempt. That of an earlier attempt than the last one is ignored. */
export async function recordAttempt(db: Db, attempt: Attempt): Promise<void> {
  const { webhookId, eventId, attemptCount, httpStatus, failure, retryAt } = attempt;
  await retryConflicts(() =>
    db
      .updateTable('webhookDelivery')
      .set({
        httpStatus,
        failure: failure === null ? null : failure.slice(0, MAX_FAILURE_CHARACTERS),
        state: failure === null ? 'delivered' : retryAt === null ? 'failed' : 'waiting',
        ...(retryAt !== null && { nextAttemptAt: toSqlTime(retryAt.toISOString()) }),
      })
      .where('webhookId', '=', webhookId)
      .where('eventId', '=', eventId)
      .where('attemptCount', '=', attemptCount)
      .execute(),
  );
}

const MAX_FAILURE_CHARACTERS = 255;
