import { CLEARED_COLUMNS } from '../images/image-row.ts';
import type { ImageRow } from '../database/tables.ts';

/** Whether the warehouse is to know of the image as a deleted one: removed, or in the trash. */
export function isDeleted({ status }: Pick<ImageRow, 'status'>): boolean {
  return status === 'removed' || status === 'trashed';
}

/**
 * The row as the warehouse is to have it. An image in the trash is hidden from every view at once: it
 * is loaded like a removed one, with nothing of the picture, and in full once it is restored.
 */
export function loadedRow(row: ImageRow): ImageRow {
  if (row.status !== 'trashed') return row;
  return { ...row, ...CLEARED_COLUMNS, status: 'removed', removedAt: row.trashedAt };
}
