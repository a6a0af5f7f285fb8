import type { Kysely } from 'kysely';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { claimDeliveries, type ClaimDeliveriesRequest, recordAttempt } from './claim-deliveries.ts';
import type { Attempt, ClaimedDelivery, Delivery, NewWebhook, Webhook } from './webhook.ts';

/** The webhooks of a metadata database and their deliveries. */
export interface Webhooks {
  /** @returns false if there are `max` webhooks already */
  create(webhook: NewWebhook, max: number): Promise<boolean>;
  /** Returns all webhooks without their secrets, oldest first. */
  list(): Promise<readonly Webhook[]>;
  /** Deletes a webhook and its deliveries. @returns false if it does not exist */
  remove(webhookId: string): Promise<boolean>;
  /** Returns the newest deliveries of a webhook, newest first. */
  listDeliveries(webhookId: string, limit: number): Promise<readonly Delivery[]>;
  /** Claims due deliveries of one webhook for one attempt each. */
  claim(request: ClaimDeliveriesRequest): Promise<readonly ClaimedDelivery[]>;
  recordAttempt(attempt: Attempt): Promise<void>;
}

/** Creates the webhooks of a metadata database: `webhooksOf(metadata.db)`. */
export function webhooksOf(db: Kysely<MetadataTables>): Webhooks {
  return {
    create: (webhook, max) => create(db, webhook, max),
    async list() {
      const rows = await retryConflicts(() =>
        db
          .selectFrom('webhook')
          .select(['webhookId', 'url', 'createdAt'])
          .orderBy('createdAt')
          .orderBy('webhookId')
          .execute(),
      );
      return rows.map((row) => ({ ...row, createdAt: toIsoTime(row.createdAt) }));
    },
    remove: (webhookId) => remove(db, webhookId),
    async listDeliveries(webhookId, limit) {
      const rows = await retryConflicts(() =>
        db
          .selectFrom('webhookDelivery')
          .selectAll()
          .where('webhookId', '=', webhookId)
          .orderBy('createdAt', 'desc')
          .orderBy('eventId', 'desc')
          .limit(limit)
          .execute(),
      );
      return rows.map((row) => ({
        ...row,
        createdAt: toIsoTime(row.createdAt),
        nextAttemptAt: toIsoTime(row.nextAttemptAt),
      }));
    },
    claim: (request) => claimDeliveries(db, request),
    recordAttempt: (attempt) => recordAttempt(db, attempt),
  };
}

function create(db: Kysely<MetadataTables>, webhook: NewWebhook, max: number): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { count } = await tx
      .selectFrom('webhook')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (Number(count) >= max) return false;
    await tx
      .insertInto('webhook')
      .values({ ...webhook, createdAt: toSqlTime(webhook.createdAt) })
      .execute();
    return true;
  });
}

function remove(db: Kysely<MetadataTables>, webhookId: string): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    await tx.deleteFrom('webhookDelivery').where('webhookId', '=', webhookId).execute();
    const { numDeletedRows } = await tx
      .deleteFrom('webhook')
      .where('webhookId', '=', webhookId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  });
}
