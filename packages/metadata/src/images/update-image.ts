import type { Transaction } from 'kysely';
import type { ImageRow, ImageUpdate, MetadataTables, OutboxOperation } from '../database/tables.ts';
import { DatabaseError } from '../errors.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { insertDeliveries } from '../webhooks/insert-deliveries.ts';
import { nextRowVersion } from './next-row-version.ts';

/**
 * Writes columns of an image's row as a new version, together with its outbox row and its
 * deliveries, if the row still has the version that was read. Otherwise it throws a transient
 * DatabaseError.
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
  await insertDeliveries(tx, { imageId: row.imageId, rowVersion });
}
