import type { DataApi } from './data-api/data-api.ts';

/** What the ledger says of a batch that is in the warehouse. */
export interface AppliedBatch {
  readonly stagedImages: number;
  /** How many of these were newer than what the warehouse knew; the others were stale. */
  readonly mergedImages: number;
  readonly stagedCalls: number;
  /** When it was applied, UTC, such as `2026-11-29`. */
  readonly day: string;
}

/** The batch's row in the ledger, which its transaction wrote; null when it was not applied. */
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
