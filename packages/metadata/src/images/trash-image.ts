import type { Kysely, Transaction } from 'kysely';
import { inTransaction } from '../database/in-transaction.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type { ImageRow, ImageUpdate, MetadataTables } from '../database/tables.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { imageFields as f, TRASHABLE_STATUSES } from './image-fields.ts';
import { updateImage } from './update-image.ts';

type Db = Kysely<MetadataTables>;
type Tx = Transaction<MetadataTables>;

/**
 * Moves an image to the trash, so that lists exclude it. Its renditions, labels and expiry stay the
 * same.
 *
 * @returns whether it is in the trash now; false for an image that is unknown, removed or
 * quarantined
 */
export function trashImage(db: Db, input: string): Promise<boolean> {
  const imageId = parseOrReject(f.imageId, input, 'image id');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, imageId);
    const trashedFrom = TRASHABLE_STATUSES.find((status) => status === row?.status);
    if (row === undefined || trashedFrom === undefined) return row?.status === 'trashed';
    const trashedAt = toSqlTime(new Date().toISOString());
    await writeStatus(tx, row, { status: 'trashed', trashedAt, trashedFrom });
    return true;
  });
}

/**
 * Restores an image from the trash unchanged.
 *
 * @returns false for an image that is not in the trash
 */
export function restoreImage(db: Db, input: string): Promise<boolean> {
  const imageId = parseOrReject(f.imageId, input, 'image id');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, imageId);
    if (row?.status !== 'trashed' || row.trashedFrom === null) return false;
    await writeStatus(tx, row, { status: row.trashedFrom, trashedAt: null, trashedFrom: null });
    return true;
  });
}

function findRow(tx: Tx, imageId: string): Promise<ImageRow | undefined> {
  return tx.selectFrom('image').selectAll().where('imageId', '=', imageId).executeTakeFirst();
}

/**
 * For the warehouse, an image in the trash is deleted. Lists by label exclude labels without a
 * time.
 */
async function writeStatus(tx: Tx, row: ImageRow, columns: ImageUpdate): Promise<void> {
  const isTrashed = columns.status === 'trashed';
  await updateImage(tx, row, columns, isTrashed ? 'D' : 'U');
  await tx
    .updateTable('imageLabel')
    .set({ uploadedAt: isTrashed ? null : row.uploadedAt })
    .where('imageId', '=', row.imageId)
    .execute();
}
