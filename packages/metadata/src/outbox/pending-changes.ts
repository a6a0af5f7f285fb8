import type { Kysely } from 'kysely';
import { databaseErrorOf } from '../database/database-failure.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';

/** The changes that wait for the next batch. */
export interface PendingChanges {
  /** When the oldest unclaimed change was made, ISO 8601; null when all changes are claimed. */
  readonly oldestAt: string | null;
}

/** Reads the first unclaimed change only, because counting would read all of them. */
export async function pendingChanges(db: Kysely<MetadataTables>): Promise<PendingChanges> {
  const oldest = await db
    .selectFrom('outbox')
    .select('createdAt')
    .where('batchId', 'is', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return { oldestAt: oldest === undefined ? null : toIsoTime(oldest.createdAt) };
}

/** Returns tracing headers of a batch's changes: at most `limit`, in no order. */
export async function tracesOf(
  db: Kysely<MetadataTables>,
  { batchId }: { readonly batchId: string },
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('traceHeader')
    .where('batchId', '=', batchId)
    .where('traceHeader', 'is not', null)
    .limit(limit)
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.flatMap(({ traceHeader }) => traceHeader ?? []);
}

/** Deletes batches that were applied before this time, with their outbox rows. */
export async function forgetAppliedBatches(
  db: Kysely<MetadataTables>,
  appliedBefore: Date,
): Promise<void> {
  const batches = await db
    .selectFrom('etlBatch')
    .select('batchId')
    .where('appliedAt', '<', toSqlTime(appliedBefore.toISOString()))
    .execute();
  for (const { batchId } of batches) {
    await db.deleteFrom('outbox').where('batchId', '=', batchId).execute();
    await db.deleteFrom('etlBatch').where('batchId', '=', batchId).execute();
  }
}

/** Returns those of these calls that no applied batch contains. */
export async function callsUnderway(
  db: Kysely<MetadataTables>,
  callIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (callIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('analysisCall')
    .leftJoin('etlBatch', 'etlBatch.batchId', 'analysisCall.batchId')
    .select('analysisCall.callId')
    .where('analysisCall.callId', 'in', callIds)
    .where(({ or, and, eb }) =>
      or([
        eb('analysisCall.batchId', 'is', null),
        // Applied batches are deleted after some days, but their calls are not.
        and([eb('etlBatch.batchId', 'is not', null), eb('etlBatch.appliedAt', 'is', null)]),
      ]),
    )
    .execute();
  return new Set(rows.map((row) => row.callId));
}

/** Returns those of these images that have a change which no applied batch contains. */
export async function imagesUnderway(
  db: Kysely<MetadataTables>,
  imageIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (imageIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('outbox')
    .leftJoin('etlBatch', 'etlBatch.batchId', 'outbox.batchId')
    .select('outbox.imageId')
    .where('etlBatch.appliedAt', 'is', null)
    .where('outbox.imageId', 'in', imageIds)
    .execute();
  return new Set(rows.map((row) => row.imageId));
}
