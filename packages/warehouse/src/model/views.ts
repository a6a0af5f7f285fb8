import { column, UPLOAD_DAY, type ViewDefinition } from './definitions.ts';
import { freshness, freshness2, run } from './freshness-views.ts';
import { image, image2, imageCamera, imageOwner, scriptResult } from './image-views.ts';
import { imageLabel, labelDaily, labelPopularity } from './label-views.ts';
import { moderationDaily, moderationVerdictsDaily } from './moderation-views.ts';
import { imageState } from './state-views.ts';

export const uploadsDaily: ViewDefinition = {
  name: 'analytics.v_uploads_daily',
  comment: 'How often pictures are uploaded: every day from the first upload on, zeros included',
  readableBy: 'analyst',
  columns: [
    UPLOAD_DAY,
    column('upload_count', 'BIGINT', 'Images uploaded, whatever became of them'),
    column('rejected_count', 'BIGINT', 'Of these, how many were rejected'),
    column('removed_count', 'BIGINT', 'Of these, how many their owners have removed since'),
    column('purged_count', 'BIGINT', 'Of these, how many were purged since'),
    column('byte_count', 'BIGINT', 'Size of the originals in bytes, save the removed ones'),
  ],
  select: `SELECT d.day,
  COUNT(i.image_id) AS upload_count,
  COUNT(i.rejection_code) AS rejected_count,
  COUNT(CASE WHEN i.op = 'D' THEN 1 END) AS removed_count,
  COUNT(CASE WHEN i.op = 'P' THEN 1 END) AS purged_count,
  CAST(COALESCE(SUM(i.byte_count), 0) AS BIGINT) AS byte_count
FROM warehouse.dim_date d
JOIN (
  SELECT MIN(uploaded_day) AS first_day, MAX(uploaded_day) AS last_day FROM warehouse.fact_image
) span ON d.day BETWEEN span.first_day AND GREATEST(span.last_day, CAST(GETDATE() AS DATE))
LEFT JOIN warehouse.fact_image i ON i.uploaded_day = d.day
GROUP BY d.day`,
};

export const storageDaily: ViewDefinition = {
  name: 'analytics.v_storage_daily',
  comment: 'How storage grows: what was stored at the last load of each day',
  readableBy: 'analyst',
  columns: [
    column('day', 'DATE', 'Day of the load, UTC; a day without a load changed nothing'),
    column('image_count', 'BIGINT', 'Originals stored'),
    column('byte_count', 'BIGINT', 'Size of the originals in bytes'),
    column('rendition_count', 'BIGINT', 'Thumbnails stored'),
    column('rendition_byte_count', 'BIGINT', 'Size of the thumbnails in bytes'),
    column('growth_byte_count', 'BIGINT', 'Bytes of both more than on the day before in this view'),
  ],
  select: `SELECT day, image_count, byte_count, rendition_count, rendition_byte_count,
  CAST(byte_count + rendition_byte_count
    - COALESCE(LAG(byte_count + rendition_byte_count) OVER (ORDER BY day), 0) AS BIGINT)
    AS growth_byte_count
FROM (
  SELECT snapshot_day AS day,
    CAST(SUM(image_count) AS BIGINT) AS image_count,
    CAST(SUM(byte_count) AS BIGINT) AS byte_count,
    CAST(SUM(rendition_count) AS BIGINT) AS rendition_count,
    CAST(SUM(rendition_byte_count) AS BIGINT) AS rendition_byte_count
  FROM warehouse.fact_storage_daily
  GROUP BY snapshot_day
) by_day`,
};

export const rejectionsDaily: ViewDefinition = {
  name: 'analytics.v_rejections_daily',
  comment: 'What was rejected, and why',
  readableBy: 'analyst',
  columns: [
    UPLOAD_DAY,
    column('rejection_code', 'VARCHAR(192)', 'Stable code of why it was rejected'),
    column('media_type', 'VARCHAR(381)', 'Type found in the bytes, where one was'),
    column('image_count', 'BIGINT', 'Images rejected'),
  ],
  select: `SELECT uploaded_day AS day, rejection_code, media_type, COUNT(*) AS image_count
FROM warehouse.fact_image
WHERE rejection_code IS NOT NULL
GROUP BY uploaded_day, rejection_code, media_type`,
};

export const duplicates: ViewDefinition = {
  name: 'analytics.v_duplicates',
  comment: 'Pictures that are stored more than once, byte by byte the same',
  readableBy: 'analyst',
  columns: [
    column('sha256', 'VARCHAR(64)', 'SHA-256 of the bytes'),
    column('copy_count', 'BIGINT', 'How often it is stored'),
    column('reused_count', 'BIGINT', 'How often its labels were reused and no call was paid'),
    column('wasted_byte_count', 'BIGINT', 'Size of all copies but one in bytes'),
    column('first_day', 'DATE', 'Day of the first upload'),
    column('last_day', 'DATE', 'Day of the last upload'),
  ],
  select: `SELECT sha256,
  COUNT(*) AS copy_count,
  COUNT(CASE WHEN analysis_status = 'reused' THEN 1 END) AS reused_count,
  CAST(SUM(byte_count) - MAX(byte_count) AS BIGINT) AS wasted_byte_count,
  MIN(uploaded_day) AS first_day,
  MAX(uploaded_day) AS last_day
FROM warehouse.fact_image
WHERE sha256 IS NOT NULL AND NOT is_deleted
GROUP BY sha256
HAVING COUNT(*) > 1`,
};

export const duplicatesDaily: ViewDefinition = {
  name: 'analytics.v_duplicates_daily',
  comment: 'Images that are stored more than once, by the day of the last copy',
  readableBy: 'analyst',
  columns: [
    column('day', 'DATE', 'Day of the last upload of the same bytes'),
    column('distinct_count', 'BIGINT', 'Different files that are stored more than once'),
    column('copy_count', 'BIGINT', 'How often they are stored'),
    column('reused_count', 'BIGINT', 'How often their labels were reused and no call was paid'),
    column('wasted_byte_count', 'BIGINT', 'Size of all copies but one of each in bytes'),
  ],
  select: `SELECT day,
  COUNT(*) AS distinct_count,
  CAST(SUM(copy_count) AS BIGINT) AS copy_count,
  CAST(SUM(reused_count) AS BIGINT) AS reused_count,
  CAST(SUM(wasted_byte_count) AS BIGINT) AS wasted_byte_count
FROM (
  SELECT MAX(uploaded_day) AS day,
    COUNT(*) AS copy_count,
    COUNT(CASE WHEN analysis_status = 'reused' THEN 1 END) AS reused_count,
    SUM(byte_count) - MAX(byte_count) AS wasted_byte_count
  FROM warehouse.fact_image
  WHERE sha256 IS NOT NULL AND NOT is_deleted
  GROUP BY sha256
  HAVING COUNT(*) > 1
) copied
GROUP BY day`,
};

export const analysisCostDaily: ViewDefinition = {
  name: 'analytics.v_analysis_cost_daily',
  comment: 'What analysis costs by list price: every call counts, whatever became of its image',
  readableBy: 'analyst',
  columns: [
    column('day', 'DATE', 'Day of the calls, UTC'),
    column('operation', 'VARCHAR(192)', 'Operation, such as DetectLabels'),
    column('outcome', 'VARCHAR(192)', 'done, or the name of the error'),
    column('call_count', 'BIGINT', 'Calls'),
    column('request_units', 'BIGINT', 'Units that they are billed by'),
    column('cost_usd', 'DECIMAL(18,6)', 'US dollars; empty where dim_analysis_price has no price'),
  ],
  select: `SELECT c.called_day AS day, c.operation, c.outcome,
  COUNT(*) AS call_count,
  CAST(SUM(c.request_units) AS BIGINT) AS request_units,
  CAST(SUM(c.request_units * p.usd_per_unit) AS DECIMAL(18,6)) AS cost_usd
FROM warehouse.fact_analysis_call c
LEFT JOIN warehouse.dim_analysis_price p ON p.operation = c.operation
GROUP BY c.called_day, c.operation, c.outcome`,
};

export const analysisCostByChannel: ViewDefinition = {
  name: 'analytics.v_analysis_cost_by_channel',
  comment: 'What analysis costs by list price, by the channel of the uploads that it is for',
  readableBy: 'analyst',
  columns: [
    column('day', 'DATE', 'Day of the calls, UTC'),
    column('upload_channel', 'VARCHAR(32)', 'Channel of the upload; empty where it is unknown'),
    column('operation', 'VARCHAR(192)', 'Operation, such as DetectLabels'),
    column('call_count', 'BIGINT', 'Calls'),
    column('image_count', 'BIGINT', 'Images that the calls were made for'),
    column('request_units', 'BIGINT', 'Units that they are billed by'),
    column('cost_usd', 'DECIMAL(18,6)', 'US dollars; empty where dim_analysis_price has no price'),
  ],
  select: `SELECT c.called_day AS day, i.upload_channel, c.operation,
  COUNT(*) AS call_count,
  COUNT(DISTINCT c.image_id) AS image_count,
  CAST(SUM(c.request_units) AS BIGINT) AS request_units,
  CAST(SUM(c.request_units * p.usd_per_unit) AS DECIMAL(18,6)) AS cost_usd
FROM warehouse.fact_analysis_call c
LEFT JOIN warehouse.fact_image i ON i.image_id = c.image_id
LEFT JOIN warehouse.dim_analysis_price p ON p.operation = c.operation
GROUP BY c.called_day, i.upload_channel, c.operation`,
};

export const processingTimeDaily: ViewDefinition = {
  name: 'analytics.v_processing_time_daily',
  comment: 'How long it takes from the upload of an image to its thumbnails or its rejection',
  readableBy: 'analyst',
  columns: [
    UPLOAD_DAY,
    column('image_count', 'BIGINT', 'Images processed or rejected'),
    column('median_seconds', 'DOUBLE PRECISION', 'Half of them took no longer'),
    column('p95_seconds', 'DOUBLE PRECISION', '95 of 100 took no longer'),
    column('longest_seconds', 'DOUBLE PRECISION', 'None took longer'),
  ],
  select: `SELECT day,
  COUNT(*) AS image_count,
  CAST(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY seconds) AS DOUBLE PRECISION) AS median_seconds,
  CAST(PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY seconds) AS DOUBLE PRECISION) AS p95_seconds,
  MAX(seconds) AS longest_seconds
FROM (
  SELECT uploaded_day AS day,
    CAST(DATEDIFF(millisecond, uploaded_at, processed_at) AS DOUBLE PRECISION) / 1000 AS seconds
  FROM warehouse.fact_image
  WHERE processed_at IS NOT NULL AND op <> 'D'
) timed
GROUP BY day`,
};

export const load: ViewDefinition = {
  name: 'analytics.v_load',
  comment: 'What was loaded when: one row per batch',
  readableBy: 'analyst',
  columns: [
    column('batch_id', 'VARCHAR(64)', 'Name of the batch'),
    column('kind', 'VARCHAR(16)', 'changes, or the copy of a range of images or calls'),
    column('applied_at', 'TIMESTAMP', 'When it was loaded, UTC'),
    column('staged_images', 'BIGINT', 'Images it brought'),
    column('merged_images', 'BIGINT', 'Images that were newer than the warehouse knew'),
    column('stale_images', 'BIGINT', 'Images that were not'),
    column('staged_calls', 'BIGINT', 'Paid calls it brought'),
  ],
  select: `SELECT batch_id, kind, applied_at, staged_images, merged_images,
  staged_images - merged_images AS stale_images, staged_calls
FROM etl.batch`,
};

/** The views for analysts, in the order of the data dictionary. */
export const VIEWS: readonly ViewDefinition[] = [
  uploadsDaily,
  labelPopularity,
  labelDaily,
  storageDaily,
  rejectionsDaily,
  moderationDaily,
  moderationVerdictsDaily,
  duplicates,
  duplicatesDaily,
  analysisCostDaily,
  analysisCostByChannel,
  processingTimeDaily,
  freshness,
  freshness2,
  run,
  load,
  image,
  image2,
  imageLabel,
  imageState,
  imageOwner,
  imageCamera,
  scriptResult,
];
