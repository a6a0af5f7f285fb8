import type { Kysely } from 'kysely';
import { inTransaction } from '../database/in-transaction.ts';
import type { MetadataTables } from '../database/tables.ts';
import { nextRowVersion } from '../images/next-row-version.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import type { ExistingImage } from './existing-images.ts';
import { insertPurgeMarks } from './purge-marks.ts';

/** The tables of an image's parts, which are deleted with its row. */
const PART_TABLES = ['rendition', 'imageLabel', 'moderationReview', 'webhookDelivery'] as const;

/**
 * Deletes an image's row and its parts, inserts an outbox row (`P`) and records the purge, in one
 * transaction, if the row still has the version that was read.
 *
 * @returns false when the row has changed or does not exist; then nothing is changed
 */
export function purgeImageRow(
  db: Kysely<MetadataTables>,
  { imageId, rowVersion }: Pick<ExistingImage, 'imageId' | 'rowVersion'>,
  purgedAt: Date,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('image')
      .select('sequencer')
      .where('imageId', '=', imageId)
      .where('rowVersion', '=', rowVersion)
      .executeTakeFirst();
    if (row === undefined) return false;
    const { numDeletedRows } = await tx
      .deleteFrom('image')
      .where('imageId', '=', imageId)
      .where('rowVersion', '=', rowVersion)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    for (const table of PART_TABLES) {
      await tx.deleteFrom(table).where('imageId', '=', imageId).execute();
    }
    await insertOutbox(tx, { imageId, op: 'P', rowVersion: nextRowVersion(rowVersion) });
    await insertPurgeMarks(tx, [{ imageId, sequencer: row.sequencer }], purgedAt);
    return true;
  });
}
