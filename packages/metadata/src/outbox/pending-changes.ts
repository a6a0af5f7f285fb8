import type { Kysely } from 'kysely';
import { databaseErrorOf } from '../database/database-failure.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';

/** What waits for the next batch. */
export interface PendingChanges {
  /** When the oldest unclaimed change was made, ISO 8601; null when every change is claimed. */
  readonly oldestAt: string | null;
}

/** Reads the first unclaimed change only: counting all of them would read all of them. */
export async function pendingChanges(db: Kysely<MetadataTables>): Promise<PendingChanges> {
  const oldest = await db
    .selectFrom('outbox')
    .select('created_at')
    .where('batch_id', 'is', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return { oldestAt: oldest === undefined ? null : toIsoTime(oldest.created_at) };
}

/** Forgets batches that were applied before this time, with the outbox rows they carried. */
export async function forgetAppliedBatches(
  db: Kysely<MetadataTables>,
  appliedBefore: Date,
): Promise<void> {
  const batches = await db
    .selectFrom('etl_batch')
    .select('batch_id')
    .where('applied_at', '<', toSqlTime(appliedBefore.toISOString()))
    .execute();
  for (const { batch_id } of batches) {
    await db.deleteFrom('outbox').where('batch_id', '=', batch_id).execute();
    await db.deleteFrom('etl_batch').where('batch_id', '=', batch_id).execute();
  }
}

/** Of these calls, those that no applied batch has carried. */
export async function callsUnderway(
  db: Kysely<MetadataTables>,
  callIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (callIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('analysis_call')
    .leftJoin('etl_batch', 'etl_batch.batch_id', 'analysis_call.batch_id')
    .select('analysis_call.call_id')
    .where('analysis_call.call_id', 'in', callIds)
    .where(({ or, and, eb }) =>
      or([
        eb('analysis_call.batch_id', 'is', null),
        // An applied batch is forgotten after some days; the calls that it carried are not.
        and([eb('etl_batch.batch_id', 'is not', null), eb('etl_batch.applied_at', 'is', null)]),
      ]),
    )
    .execute();
  return new Set(rows.map((row) => row.call_id));
}

/** Of these images, those that have a change which no applied batch has carried. */
export async function imagesUnderway(
  db: Kysely<MetadataTables>,
  imageIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (imageIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('outbox')
    .leftJoin('etl_batch', 'etl_batch.batch_id', 'outbox.batch_id')
    .select('outbox.image_id')
    .where('etl_batch.applied_at', 'is', null)
    .where('outbox.image_id', 'in', imageIds)
    .execute();
  return new Set(rows.map((row) => row.image_id));
}
