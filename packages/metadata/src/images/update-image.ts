import type { Transaction } from 'kysely';
import type { ImageRow, ImageUpdate, MetadataTables, OutboxOperation } from '../database/tables.ts';
import { DatabaseError } from '../errors.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { nextRowVersion } from './next-row-version.ts';

/**
 * Writes columns of an image's row as a new version, guarded by the one that was read, and its outbox
 * row. Throws a transient DatabaseError if the row has another version by now.
 */
export async function updateImage(
  tx: Transaction<MetadataTables>,
  row: Pick<ImageRow, 'imageId' | 'rowVersion'>,
  columns: ImageUpdate,
  op: OutboxOperation = 'U',
): Promise<void> {
  const rowVersion = nextRowVersion(row.rowVersion);
  const { numUpdatedRows } = await tx
    .updateTable('image')
    .set({ ...columns, rowVersion })
    .where('imageId', '=', row.imageId)
    .where('rowVersion', '=', row.rowVersion)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new DatabaseError('conflict', 'the row version moved');
  await insertOutbox(tx, { imageId: row.imageId, op, rowVersion });
}
