-- part 1
CREATE SCHEMA analytics;

CREATE VIEW analytics.v_uploads_daily AS
SELECT d.day,
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
GROUP BY d.day;

CREATE VIEW analytics.v_label_popularity AS
SELECT l.kind, l.name AS label, l.category,
  COUNT(*) AS image_count,
  CAST(AVG(b.confidence) AS DECIMAL(7,4)) AS average_confidence,
  MIN(i.uploaded_day) AS first_day,
  MAX(i.uploaded_day) AS last_day
FROM warehouse.bridge_image_label b
JOIN warehouse.dim_label l ON l.label_id = b.label_id
JOIN warehouse.fact_image i ON i.image_id = b.image_id
WHERE NOT i.is_deleted
GROUP BY l.kind, l.name, l.category;

CREATE VIEW analytics.v_label_daily AS
SELECT f.snapshot_day AS day, l.kind, l.name AS label, l.category, f.image_count
FROM warehouse.fact_label_daily f
JOIN warehouse.dim_label l ON l.label_id = f.label_id;

CREATE VIEW analytics.v_storage_daily AS
SELECT day, image_count, byte_count, rendition_count, rendition_byte_count,
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
) by_day;

CREATE VIEW analytics.v_rejections_daily AS
SELECT uploaded_day AS day, rejection_code, media_type, COUNT(*) AS image_count
FROM warehouse.fact_image
WHERE rejection_code IS NOT NULL
GROUP BY uploaded_day, rejection_code, media_type;

CREATE VIEW analytics.v_moderation_daily AS
SELECT i.uploaded_day AS day, l.name AS label, l.category,
  COUNT(*) AS image_count,
  CAST(MAX(b.confidence) AS DECIMAL(7,4)) AS highest_confidence
FROM warehouse.bridge_image_label b
JOIN warehouse.dim_label l ON l.label_id = b.label_id
JOIN warehouse.fact_image i ON i.image_id = b.image_id
WHERE l.kind = 'moderation' AND NOT i.is_deleted
GROUP BY i.uploaded_day, l.name, l.category;

CREATE VIEW analytics.v_duplicates AS
SELECT sha256,
  COUNT(*) AS copy_count,
  COUNT(CASE WHEN analysis_status = 'reused' THEN 1 END) AS reused_count,
  CAST(SUM(byte_count) - MAX(byte_count) AS BIGINT) AS wasted_byte_count,
  MIN(uploaded_day) AS first_day,
  MAX(uploaded_day) AS last_day
FROM warehouse.fact_image
WHERE sha256 IS NOT NULL AND NOT is_deleted
GROUP BY sha256
HAVING COUNT(*) > 1;

CREATE VIEW analytics.v_analysis_cost_daily AS
SELECT c.called_day AS day, c.operation, c.outcome,
  COUNT(*) AS call_count,
  CAST(SUM(c.request_units) AS BIGINT) AS request_units,
  CAST(SUM(c.request_units * p.usd_per_unit) AS DECIMAL(18,6)) AS cost_usd
FROM warehouse.fact_analysis_call c
LEFT JOIN warehouse.dim_analysis_price p ON p.operation = c.operation
GROUP BY c.called_day, c.operation, c.outcome;

CREATE VIEW analytics.v_processing_time_daily AS
SELECT day,
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
GROUP BY day;

CREATE VIEW analytics.v_freshness AS
SELECT loads.last_load_at,
  CAST(DATEDIFF(minute, loads.last_load_at, GETDATE()) AS BIGINT) AS minutes_since_last_load,
  CAST(CASE
    WHEN loads.last_load_at >= DATEADD(day, -1, GETDATE()) THEN 'fresh'
    WHEN loads.last_load_at >= DATEADD(day, -3, GETDATE()) THEN 'warning'
    ELSE 'error'
  END AS VARCHAR(7)) AS level,
  images.newest_upload_at,
  images.image_count
FROM (SELECT MAX(applied_at) AS last_load_at FROM etl.batch) loads
CROSS JOIN (
  SELECT MAX(uploaded_at) AS newest_upload_at, COUNT(*) AS image_count FROM warehouse.fact_image
) images;

CREATE VIEW analytics.v_load AS
SELECT batch_id, kind, applied_at, staged_images, merged_images,
  staged_images - merged_images AS stale_images, staged_calls
FROM etl.batch;

CREATE VIEW analytics.v_image AS
SELECT image_id, row_version, op, status, bucket, media_type, byte_count, width, height, frame_count, rendition_count, rendition_byte_count, analysis_status, alt_text_source, alt_text_model, upload_channel, rejection_code, uploaded_at, uploaded_day, processed_at, removed_at, expires_at, is_deleted
FROM warehouse.fact_image;

CREATE VIEW analytics.v_image_owner AS
SELECT i.image_id, i.uploaded_day AS day, i.status, i.object_key, o.uploaded_by
FROM warehouse.fact_image i
JOIN warehouse.dim_owner o ON o.owner_id = i.owner_id
WHERE NOT i.is_deleted;

COMMENT ON VIEW analytics.v_uploads_daily IS 'How often pictures are uploaded: every day from the first upload on, zeros included';

COMMENT ON COLUMN analytics.v_uploads_daily.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_uploads_daily.upload_count IS 'Images uploaded, whatever became of them';

COMMENT ON COLUMN analytics.v_uploads_daily.rejected_count IS 'Of these, how many were rejected';

COMMENT ON COLUMN analytics.v_uploads_daily.removed_count IS 'Of these, how many their owners have removed since';

COMMENT ON COLUMN analytics.v_uploads_daily.purged_count IS 'Of these, how many were purged since';

COMMENT ON COLUMN analytics.v_uploads_daily.byte_count IS 'Size of the originals in bytes, save the removed ones';

COMMENT ON VIEW analytics.v_label_popularity IS 'Which labels are popular among the images that are stored now';

COMMENT ON COLUMN analytics.v_label_popularity.kind IS 'label, or moderation for what may offend';

COMMENT ON COLUMN analytics.v_label_popularity.label IS 'Name that the model gives it';

COMMENT ON COLUMN analytics.v_label_popularity.category IS 'Parent that the model names first';

COMMENT ON COLUMN analytics.v_label_popularity.image_count IS 'Images that have the label';

COMMENT ON COLUMN analytics.v_label_popularity.average_confidence IS 'How sure the model is on average, in percent';

COMMENT ON COLUMN analytics.v_label_popularity.first_day IS 'Day of the first upload that has it';

COMMENT ON COLUMN analytics.v_label_popularity.last_day IS 'Day of the last upload that has it';

COMMENT ON VIEW analytics.v_label_daily IS 'How many stored images had a label, day by day: the trend outlives the images';

COMMENT ON COLUMN analytics.v_label_daily.day IS 'Day of the load, UTC; a day without a load changed nothing';

COMMENT ON COLUMN analytics.v_label_daily.kind IS 'label, or moderation for what may offend';

COMMENT ON COLUMN analytics.v_label_daily.label IS 'Name that the model gives it';

COMMENT ON COLUMN analytics.v_label_daily.category IS 'Parent that the model names first';

COMMENT ON COLUMN analytics.v_label_daily.image_count IS 'Images that had the label at the last load of the day';

COMMENT ON VIEW analytics.v_storage_daily IS 'How storage grows: what was stored at the last load of each day';

COMMENT ON COLUMN analytics.v_storage_daily.day IS 'Day of the load, UTC; a day without a load changed nothing';

-- part 2
COMMENT ON COLUMN analytics.v_storage_daily.image_count IS 'Originals stored';

COMMENT ON COLUMN analytics.v_storage_daily.byte_count IS 'Size of the originals in bytes';

COMMENT ON COLUMN analytics.v_storage_daily.rendition_count IS 'Thumbnails stored';

COMMENT ON COLUMN analytics.v_storage_daily.rendition_byte_count IS 'Size of the thumbnails in bytes';

COMMENT ON COLUMN analytics.v_storage_daily.growth_byte_count IS 'Bytes of both more than on the day before in this view';

COMMENT ON VIEW analytics.v_rejections_daily IS 'What was rejected, and why';

COMMENT ON COLUMN analytics.v_rejections_daily.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_rejections_daily.rejection_code IS 'Stable code of why it was rejected';

COMMENT ON COLUMN analytics.v_rejections_daily.media_type IS 'Type found in the bytes, where one was';

COMMENT ON COLUMN analytics.v_rejections_daily.image_count IS 'Images rejected';

COMMENT ON VIEW analytics.v_moderation_daily IS 'What the moderation model found on the images that are stored now';

COMMENT ON COLUMN analytics.v_moderation_daily.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_moderation_daily.label IS 'Moderation label';

COMMENT ON COLUMN analytics.v_moderation_daily.category IS 'Parent that the model names first';

COMMENT ON COLUMN analytics.v_moderation_daily.image_count IS 'Images that have the label';

COMMENT ON COLUMN analytics.v_moderation_daily.highest_confidence IS 'How sure the model is at most, in percent';

COMMENT ON VIEW analytics.v_duplicates IS 'Pictures that are stored more than once, byte by byte the same';

COMMENT ON COLUMN analytics.v_duplicates.sha256 IS 'SHA-256 of the bytes';

COMMENT ON COLUMN analytics.v_duplicates.copy_count IS 'How often it is stored';

COMMENT ON COLUMN analytics.v_duplicates.reused_count IS 'How often its labels were reused and no call was paid';

COMMENT ON COLUMN analytics.v_duplicates.wasted_byte_count IS 'Size of all copies but one in bytes';

COMMENT ON COLUMN analytics.v_duplicates.first_day IS 'Day of the first upload';

COMMENT ON COLUMN analytics.v_duplicates.last_day IS 'Day of the last upload';

COMMENT ON VIEW analytics.v_analysis_cost_daily IS 'What analysis costs by list price: every call counts, whatever became of its image';

COMMENT ON COLUMN analytics.v_analysis_cost_daily.day IS 'Day of the calls, UTC';

COMMENT ON COLUMN analytics.v_analysis_cost_daily.operation IS 'Operation, such as DetectLabels';

COMMENT ON COLUMN analytics.v_analysis_cost_daily.outcome IS 'done, or the name of the error';

COMMENT ON COLUMN analytics.v_analysis_cost_daily.call_count IS 'Calls';

COMMENT ON COLUMN analytics.v_analysis_cost_daily.request_units IS 'Units that they are billed by';

COMMENT ON COLUMN analytics.v_analysis_cost_daily.cost_usd IS 'US dollars; empty where dim_analysis_price has no price';

COMMENT ON VIEW analytics.v_processing_time_daily IS 'How long it takes from the upload of an image to its thumbnails or its rejection';

COMMENT ON COLUMN analytics.v_processing_time_daily.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_processing_time_daily.image_count IS 'Images processed or rejected';

COMMENT ON COLUMN analytics.v_processing_time_daily.median_seconds IS 'Half of them took no longer';

COMMENT ON COLUMN analytics.v_processing_time_daily.p95_seconds IS '95 of 100 took no longer';

COMMENT ON COLUMN analytics.v_processing_time_daily.longest_seconds IS 'None took longer';

COMMENT ON VIEW analytics.v_freshness IS 'How old the newest data is: one row';

-- part 3
COMMENT ON COLUMN analytics.v_freshness.last_load_at IS 'When the last batch was loaded, UTC';

COMMENT ON COLUMN analytics.v_freshness.minutes_since_last_load IS 'Minutes from then to now';

COMMENT ON COLUMN analytics.v_freshness.level IS 'fresh, warning after a day without a load, error after three';

COMMENT ON COLUMN analytics.v_freshness.newest_upload_at IS 'When the newest image was uploaded, UTC';

COMMENT ON COLUMN analytics.v_freshness.image_count IS 'Images known';

COMMENT ON VIEW analytics.v_load IS 'What was loaded when: one row per batch';

COMMENT ON COLUMN analytics.v_load.batch_id IS 'Name of the batch';

COMMENT ON COLUMN analytics.v_load.kind IS 'changes, or the copy of a range of images or calls';

COMMENT ON COLUMN analytics.v_load.applied_at IS 'When it was loaded, UTC';

COMMENT ON COLUMN analytics.v_load.staged_images IS 'Images it brought';

COMMENT ON COLUMN analytics.v_load.merged_images IS 'Images that were newer than the warehouse knew';

COMMENT ON COLUMN analytics.v_load.stale_images IS 'Images that were not';

COMMENT ON COLUMN analytics.v_load.staged_calls IS 'Paid calls it brought';

COMMENT ON VIEW analytics.v_image IS 'One row per image that was ever seen, with nothing of who uploaded it';

COMMENT ON COLUMN analytics.v_image.image_id IS 'Identity: a hash of bucket and key';

COMMENT ON COLUMN analytics.v_image.row_version IS 'Version in the source; only a higher one changes a row';

COMMENT ON COLUMN analytics.v_image.op IS 'Last change: U upserted, D removed by its owner, P purged';

COMMENT ON COLUMN analytics.v_image.status IS 'processed, quarantined, rejected, removed, purged';

COMMENT ON COLUMN analytics.v_image.bucket IS 'Bucket of the original';

COMMENT ON COLUMN analytics.v_image.media_type IS 'Type found in the bytes, such as image/jpeg';

COMMENT ON COLUMN analytics.v_image.byte_count IS 'Size of the original in bytes';

COMMENT ON COLUMN analytics.v_image.width IS 'Width in pixels, upright';

COMMENT ON COLUMN analytics.v_image.height IS 'Height in pixels, upright';

COMMENT ON COLUMN analytics.v_image.frame_count IS 'Number of frames; more than 1 for an animation';

COMMENT ON COLUMN analytics.v_image.rendition_count IS 'Number of thumbnails';

COMMENT ON COLUMN analytics.v_image.rendition_byte_count IS 'Size of all thumbnails in bytes';

COMMENT ON COLUMN analytics.v_image.analysis_status IS 'done, skipped, failed, or reused from a duplicate';

COMMENT ON COLUMN analytics.v_image.alt_text_source IS 'Where the description is from: model or labels';

COMMENT ON COLUMN analytics.v_image.alt_text_model IS 'Model that wrote the description';

COMMENT ON COLUMN analytics.v_image.upload_channel IS 'Door it came in by: api, kafka, s3, import or others';

COMMENT ON COLUMN analytics.v_image.rejection_code IS 'Stable code of why it was rejected';

COMMENT ON COLUMN analytics.v_image.uploaded_at IS 'When it was uploaded, UTC';

COMMENT ON COLUMN analytics.v_image.uploaded_day IS 'Day of the upload, UTC: a key of dim_date';

COMMENT ON COLUMN analytics.v_image.processed_at IS 'When its thumbnails were made or it was rejected, UTC';

COMMENT ON COLUMN analytics.v_image.removed_at IS 'When its owner removed it, UTC';

COMMENT ON COLUMN analytics.v_image.expires_at IS 'When it is to be purged, UTC';

COMMENT ON COLUMN analytics.v_image.is_deleted IS 'Whether it was removed or purged';

-- part 4
COMMENT ON VIEW analytics.v_image_owner IS 'Who uploaded which image under which name: personal data, for those who may see it';

COMMENT ON COLUMN analytics.v_image_owner.image_id IS 'Identity of the image';

COMMENT ON COLUMN analytics.v_image_owner.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_image_owner.status IS 'processed or rejected';

COMMENT ON COLUMN analytics.v_image_owner.object_key IS 'Key of the original';

COMMENT ON COLUMN analytics.v_image_owner.uploaded_by IS 'Name that the upload carried';

CREATE ROLE miniatura_analyst;

CREATE ROLE miniatura_personal_data;

GRANT ROLE miniatura_analyst TO ROLE miniatura_personal_data;

GRANT USAGE ON SCHEMA analytics TO ROLE miniatura_analyst;

GRANT USAGE ON SCHEMA analytics TO ROLE miniatura_personal_data;

GRANT SELECT ON analytics.v_uploads_daily TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_label_popularity TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_label_daily TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_storage_daily TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_rejections_daily TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_moderation_daily TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_duplicates TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_analysis_cost_daily TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_processing_time_daily TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_freshness TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_load TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_image TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_image_owner TO ROLE miniatura_personal_data;
