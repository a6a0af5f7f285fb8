import type { Kysely, Transaction } from 'kysely';
import { chunksOf } from '../database/chunks-of.ts';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { ImagePurgeTable, MetadataTables } from '../database/tables.ts';
import { compareSequencers } from '../images/compare-sequencers.ts';
import type { ChangeDecision } from '../images/decide-change.ts';
import type { ImageChange } from '../images/image-change.ts';

type Db = Kysely<MetadataTables>;
type Tx = Transaction<MetadataTables>;

/** SQLite allows 32,766 parameters in a statement. */
const MAX_MARKS_PER_STATEMENT = 1000;

/** The record of a purged image without a row. */
export type PurgeMark = Pick<ImagePurgeTable, 'sequencer'>;

/**
 * Decides whether a change may create a row. Deleting the objects of a purged image causes a
 * removal event, which would otherwise create a tombstone that contains the key.
 */
export function decideFirstChange(
  mark: PurgeMark | undefined,
  change: ImageChange,
): ChangeDecision {
  if (mark === undefined) return 'write';
  if (change.status === 'removed') return 'stale';
  const order =
    mark.sequencer === null ? 'unknown' : compareSequencers(change.sequencer, mark.sequencer);
  if (order === 'unknown') return change.isCurrent ? 'write' : 'stale';
  return order === 1 ? 'write' : 'stale';
}

/** Returns the record of a purged image. */
export function findPurgeMark(tx: Tx, imageId: string): Promise<PurgeMark | undefined> {
  return tx
    .selectFrom('imagePurge')
    .select('sequencer')
    .where('imageId', '=', imageId)
    .executeTakeFirst();
}

/** Inserts records in the transaction of a purge. They replace older ones of the same images. */
export async function insertPurgeMarks(
  tx: Tx,
  marks: readonly { readonly imageId: string; readonly sequencer: string | null }[],
  at: Date,
): Promise<void> {
  const purgedAt = toSqlTime(at.toISOString());
  for (const chunk of chunksOf(marks, MAX_MARKS_PER_STATEMENT)) {
    const rows = chunk.map(({ imageId, sequencer }) => ({
      imageId,
      sequencer,
      purgedAt,
    }));
    const ids = rows.map((row) => row.imageId);
    await tx.deleteFrom('imagePurge').where('imageId', 'in', ids).execute();
    await tx.insertInto('imagePurge').values(rows).execute();
  }
}

/** Records purges of images whose events never arrived. Images with a row are skipped. */
export async function markPurged(
  db: Db,
  imageIds: readonly string[],
  purgedAt: Date,
): Promise<void> {
  if (imageIds.length === 0) return;
  const marks = imageIds.map((imageId) => ({ imageId, sequencer: null }));
  await inTransaction(db, (tx) => insertPurgeMarks(tx, marks, purgedAt));
}

/** Returns when these images were purged, for those that were. */
export async function findPurged(
  db: Db,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const found = new Map<string, Date>();
  for (const ids of chunksOf(imageIds, MAX_MARKS_PER_STATEMENT)) {
    const rows = await retryConflicts(() =>
      db
        .selectFrom('imagePurge')
        .select(['imageId', 'purgedAt'])
        .where('imageId', 'in', ids)
        .execute(),
    );
    for (const row of rows) found.set(row.imageId, new Date(toIsoTime(row.purgedAt)));
  }
  return found;
}

/** Deletes the records of purges before this time. */
export async function forgetPurges(db: Db, purgedBefore: Date): Promise<void> {
  const before = toSqlTime(purgedBefore.toISOString());
  await retryConflicts(() => db.deleteFrom('imagePurge').where('purgedAt', '<', before).execute());
}
