import type { DataApi } from './data-api/data-api.ts';

/** The ledger's row of a batch. */
export interface AppliedBatch {
  readonly stagedImages: number;
  /** Number of images that were newer than the warehouse's rows; the others were stale. */
  readonly mergedImages: number;
  readonly stagedCalls: number;
  /** UTC day on which it was applied, such as `2026-11-29`. */
  readonly day: string;
}

/**
 * Returns the ledger's row of a batch, which its transaction wrote; null if the batch was not
 * applied.
 */
export async function findAppliedBatch(
  api: DataApi,
  batchId: string,
): Promise<AppliedBatch | null> {
  const [row] = await api.query({
    sql: `SELECT staged_images, merged_images, staged_calls,
 TO_CHAR(applied_at, 'YYYY-MM-DD') AS day FROM etl.batch
 WHERE batch_id = :batch_id`,
    parameters: { batch_id: batchId },
    columns: {
      staged_images: 'number',
      merged_images: 'number',
      staged_calls: 'number',
      day: 'string',
    },
  });
  if (row === undefined) return null;
  return {
    stagedImages: row.staged_images,
    mergedImages: row.merged_images,
    stagedCalls: row.staged_calls,
    day: row.day,
  };
}
