import type { Kysely, Transaction } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { MetadataTables } from '../database/tables.ts';
import { DatabaseError } from '../errors.ts';
import { nextRowVersion } from '../images/next-row-version.ts';
import { insertOutbox } from './insert-outbox.ts';
import { isDeleted } from './loaded-row.ts';
import type { AnalysisCallRow } from './read-calls.ts';

type Db = Kysely<MetadataTables>;
type Tx = Transaction<MetadataTables>;

/** An image to load again, and the warehouse's version of it; 0 when it has none. */
export interface ImageToResend {
  readonly imageId: string;
  readonly knownVersion: number;
}

/** Longer transactions would block writers. */
const ROWS_PER_TRANSACTION = 500;

/** The batch of calls that the source has restored from the warehouse. */
const FROM_WAREHOUSE = 'from-the-warehouse';

/**
 * Gives images a version that is newer than that of the warehouse, and marks them as changed. An
 * image without a row is marked as purged.
 */
export async function resendImages(db: Db, images: readonly ImageToResend[]): Promise<void> {
  for (const chunk of chunksOf(images, ROWS_PER_TRANSACTION)) {
    await inTransaction(db, async (tx) => {
      for (const each of chunk) await resendImage(tx, each);
    });
  }
}

async function resendImage(tx: Tx, { imageId, knownVersion }: ImageToResend): Promise<void> {
  const row = await tx
    .selectFrom('image')
    .select(['rowVersion', 'status'])
    .where('imageId', '=', imageId)
    .executeTakeFirst();
  const rowVersion = nextRowVersion(Math.max(knownVersion, row?.rowVersion ?? 0));
  if (row === undefined) return insertOutbox(tx, { imageId, op: 'P', rowVersion });
  const { numUpdatedRows } = await tx
    .updateTable('image')
    .set({ rowVersion })
    .where('imageId', '=', imageId)
    .where('rowVersion', '=', row.rowVersion)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new DatabaseError('conflict', 'the row version moved');
  return insertOutbox(tx, { imageId, op: isDeleted(row) ? 'D' : 'U', rowVersion });
}

/** Makes these calls unclaimed, so that the next batch claims them. */
export async function resendCalls(db: Db, callIds: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(callIds, ROWS_PER_TRANSACTION)) {
    await inTransaction(db, (tx) =>
      tx.updateTable('analysisCall').set({ batchId: null }).where('callId', 'in', chunk).execute(),
    );
  }
}

/**
 * Records calls that only the warehouse contains: they were paid, even if the source was restored
 * to a time before them. Existing calls are not changed.
 */
export async function adoptCalls(
  db: Db,
  calls: readonly Omit<AnalysisCallRow, 'batchId'>[],
): Promise<void> {
  for (const chunk of chunksOf(calls, ROWS_PER_TRANSACTION)) {
    await inTransaction(db, async (tx) => {
      const ids = chunk.map((call) => call.callId);
      const there = await tx
        .selectFrom('analysisCall')
        .select('callId')
        .where('callId', 'in', ids)
        .execute();
      const known = new Set(there.map((call) => call.callId));
      const rows = chunk
        .filter((call) => !known.has(call.callId))
        .map((call) => ({ ...call, batchId: FROM_WAREHOUSE }));
      if (rows.length > 0) await tx.insertInto('analysisCall').values(rows).execute();
    });
  }
}

/** Marks applied batches as not applied: their changes are claimed again. */
export async function reopenBatches(db: Db, batchIds: readonly string[]): Promise<void> {
  for (const batchId of batchIds) {
    await inTransaction(db, async (tx) => {
      for (const table of ['outbox', 'analysisCall'] as const) {
        await tx.updateTable(table).set({ batchId: null }).where('batchId', '=', batchId).execute();
      }
      await tx.deleteFrom('etlBatch').where('batchId', '=', batchId).execute();
    });
  }
}
