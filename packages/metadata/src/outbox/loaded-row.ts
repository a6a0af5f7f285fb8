import type { ImageRow } from '../database/tables.ts';
import { IMAGE_COLUMN_LIST, type LoadedRowName, rowNameOf } from '../images/image-columns.ts';
import { CLEARED_COLUMNS } from '../images/image-row.ts';

/** The columns of an image from which the warehouse's row is computed. */
export type LoadedRow = Pick<ImageRow, LoadedRowName>;

/** The time at which it was moved to the trash is that of its removal for the warehouse. */
export type ReadRow = LoadedRow & Pick<ImageRow, 'trashedAt'>;

/** The columns that `loadedRow` needs: a row has many others, and a batch many rows. */
export const READ_COLUMNS = IMAGE_COLUMN_LIST.filter(
  ([name, { warehouse }]) => warehouse.length > 0 || name === 'trashedAt',
).map(([name]) => rowNameOf(name)) as readonly (keyof ReadRow)[];

/** Returns true if the image is deleted for the warehouse: removed, or in the trash. */
export function isDeleted({ status }: Pick<ImageRow, 'status'>): boolean {
  return status === 'removed' || status === 'trashed';
}

/**
 * Returns the row as the warehouse stores it. An image in the trash is hidden from all views: it is
 * loaded like a removed one, and completely once it is restored.
 */
export function loadedRow(row: ReadRow): LoadedRow {
  if (row.status !== 'trashed') return row;
  return { ...row, ...CLEARED_COLUMNS, status: 'removed', removedAt: row.trashedAt };
}
