import type { ImageRow } from '../database/tables.ts';
import { CLEARED_COLUMNS } from '../images/image-row.ts';

/** Returns true if the image is deleted for the warehouse: removed, or in the trash. */
export function isDeleted({ status }: Pick<ImageRow, 'status'>): boolean {
  return status === 'removed' || status === 'trashed';
}

/**
 * Returns the row as the warehouse stores it. An image in the trash is hidden from all views: it is
 * loaded like a removed one, and completely once it is restored.
 */
export function loadedRow(row: ImageRow): ImageRow {
  if (row.status !== 'trashed') return row;
  return { ...row, ...CLEARED_COLUMNS, status: 'removed', removedAt: row.trashedAt };
}
