import { limitStatements } from './data-api/data-api.ts';
import { ETL_TIMEOUT_MS } from './data-api/limits.ts';
import { InvalidArgumentError } from './errors.ts';
import { LOCK_BATCHES } from './lock-batches.ts';

/**
 * Returns the statements, for one transaction, that record what is stored. A later snapshot of a
 * day replaces the earlier one.
 * @param day UTC day such as `2026-11-21`
 */
export function snapshotDay(day: string): readonly string[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) {
    throw new InvalidArgumentError('the day', 'YYYY-MM-DD', day);
  }
  return [
    limitStatements(ETL_TIMEOUT_MS),
    LOCK_BATCHES,
    `DELETE FROM warehouse.fact_storage_daily WHERE snapshot_day = '${day}'`,
    `INSERT INTO warehouse.fact_storage_daily
 (snapshot_day, media_type, image_count, byte_count, rendition_count, rendition_byte_count)
 SELECT CAST('${day}' AS DATE), COALESCE(media_type, 'unknown'), COUNT(*),
 COALESCE(SUM(byte_count), 0), COALESCE(SUM(rendition_count), 0),
 COALESCE(SUM(rendition_byte_count), 0)
 FROM warehouse.fact_image
 WHERE NOT is_deleted AND (review_decision IS NULL OR review_decision <> 'reject')
 GROUP BY COALESCE(media_type, 'unknown')`,
    `DELETE FROM warehouse.fact_label_daily WHERE snapshot_day = '${day}'`,
    `INSERT INTO warehouse.fact_label_daily (snapshot_day, label_id, image_count)
 SELECT CAST('${day}' AS DATE), label_id, COUNT(*)
 FROM warehouse.bridge_image_label
 GROUP BY label_id`,
  ];
}
