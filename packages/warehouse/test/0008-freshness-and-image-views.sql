-- part 1
CREATE OR REPLACE VIEW analytics.v_freshness AS
SELECT loads.last_load_at,
  CAST(DATEDIFF(minute, loads.last_load_at, GETDATE()) AS BIGINT) AS minutes_since_last_load,
  CAST(CASE
    WHEN runs.last_success_at >= DATEADD(day, -1, GETDATE())
      AND COALESCE(runs.oldest_pending_at, GETDATE()) >= DATEADD(day, -1, GETDATE()) THEN 'fresh'
    WHEN runs.last_success_at >= DATEADD(day, -3, GETDATE())
      AND COALESCE(runs.oldest_pending_at, GETDATE()) >= DATEADD(day, -3, GETDATE()) THEN 'warning'
    ELSE 'error'
  END AS VARCHAR(7)) AS level,
  images.newest_upload_at,
  images.image_count
FROM (SELECT MAX(applied_at) AS last_load_at FROM etl.batch) loads
CROSS JOIN (
  SELECT MAX(last_success_at) AS last_success_at, MAX(oldest_pending_at) AS oldest_pending_at
  FROM etl.run_state
) runs
CROSS JOIN (
  SELECT MAX(uploaded_at) AS newest_upload_at, COUNT(*) AS image_count FROM warehouse.fact_image
) images;

CREATE VIEW analytics.v_freshness_2 AS
SELECT CAST(CASE
    WHEN runs.last_success_at >= DATEADD(day, -1, GETDATE())
      AND COALESCE(runs.oldest_pending_at, GETDATE()) >= DATEADD(day, -1, GETDATE()) THEN 'fresh'
    WHEN runs.last_success_at >= DATEADD(day, -3, GETDATE())
      AND COALESCE(runs.oldest_pending_at, GETDATE()) >= DATEADD(day, -3, GETDATE()) THEN 'warning'
    ELSE 'error'
  END AS VARCHAR(7)) AS level,
  runs.last_success_at,
  CAST(DATEDIFF(minute, runs.last_success_at, GETDATE()) AS BIGINT) AS minutes_since_last_success,
  runs.oldest_pending_at,
  CAST(DATEDIFF(minute, runs.oldest_pending_at, GETDATE()) AS BIGINT) AS oldest_pending_minutes,
  loads.last_load_at,
  images.newest_upload_at,
  images.image_count
FROM (SELECT MAX(applied_at) AS last_load_at FROM etl.batch) loads
CROSS JOIN (
  SELECT MAX(last_success_at) AS last_success_at, MAX(oldest_pending_at) AS oldest_pending_at
  FROM etl.run_state
) runs
CROSS JOIN (
  SELECT MAX(uploaded_at) AS newest_upload_at, COUNT(*) AS image_count FROM warehouse.fact_image
) images;

CREATE VIEW analytics.v_image_2 AS
SELECT i.image_id, i.row_version, i.op, i.status, i.bucket, i.media_type, i.byte_count, i.width, i.height, i.frame_count, i.rendition_count, i.rendition_byte_count, i.analysis_status, i.alt_text_source, i.alt_text_model, i.upload_channel, i.rejection_code, i.uploaded_at, i.uploaded_day, i.processed_at, i.removed_at, i.expires_at, i.duplicate_of, i.script_status, i.moderation_verdict, i.moderation_policy, i.review_decision, i.reviewed_at, i.is_deleted, i.dominant_color,
  COALESCE(found.label_count, 0) AS label_count, found.top_label
FROM warehouse.fact_image i
LEFT JOIN (
  SELECT b.image_id, COUNT(*) AS label_count,
    CAST(MAX(CASE WHEN b.position = 0 THEN l.name END) AS VARCHAR(765)) AS top_label
  FROM warehouse.bridge_image_label b
  JOIN warehouse.dim_label l ON l.label_id = b.label_id
  WHERE l.kind = 'label'
  GROUP BY b.image_id
) found ON found.image_id = i.image_id;

CREATE VIEW analytics.v_image_label AS
SELECT i.image_id, i.uploaded_day AS day, l.kind, l.name AS label, l.category, b.position,
  b.confidence, b.model_version, i.analysis_status, i.dominant_color, i.media_type, i.upload_channel
FROM warehouse.bridge_image_label b
JOIN warehouse.dim_label l ON l.label_id = b.label_id
JOIN warehouse.fact_image i ON i.image_id = b.image_id
WHERE NOT i.is_deleted;

COMMENT ON VIEW analytics.v_freshness IS 'How old the newest data is: one row';

COMMENT ON COLUMN analytics.v_freshness.last_load_at IS 'When the last batch was loaded, UTC';

COMMENT ON COLUMN analytics.v_freshness.minutes_since_last_load IS 'Minutes from then to now';

COMMENT ON COLUMN analytics.v_freshness.level IS 'fresh, warning after a day of failing runs, error after three';

COMMENT ON COLUMN analytics.v_freshness.newest_upload_at IS 'When the newest image was uploaded, UTC';

COMMENT ON COLUMN analytics.v_freshness.image_count IS 'Images known';

COMMENT ON VIEW analytics.v_freshness_2 IS 'How old the newest data is, and whether the runs succeed: one row';

COMMENT ON COLUMN analytics.v_freshness_2.level IS 'fresh, warning after a day of failing runs, error after three';

COMMENT ON COLUMN analytics.v_freshness_2.last_success_at IS 'When a run has last succeeded, UTC';

COMMENT ON COLUMN analytics.v_freshness_2.minutes_since_last_success IS 'Minutes from then to now';

COMMENT ON COLUMN analytics.v_freshness_2.oldest_pending_at IS 'When the oldest change was made that waits, UTC';

COMMENT ON COLUMN analytics.v_freshness_2.oldest_pending_minutes IS 'Age of that change; empty when none waits';

COMMENT ON COLUMN analytics.v_freshness_2.last_load_at IS 'When the last batch was loaded, UTC';

COMMENT ON COLUMN analytics.v_freshness_2.newest_upload_at IS 'When the newest image was uploaded, UTC';

COMMENT ON COLUMN analytics.v_freshness_2.image_count IS 'Images known';

COMMENT ON VIEW analytics.v_image_2 IS 'One row per image that was ever seen, with its colour and labels in short';

COMMENT ON COLUMN analytics.v_image_2.image_id IS 'Identity: a hash of bucket and key';

COMMENT ON COLUMN analytics.v_image_2.row_version IS 'Version in the source; only a higher one changes a row';

COMMENT ON COLUMN analytics.v_image_2.op IS 'Last change: U upserted, D removed by its owner, P purged';

COMMENT ON COLUMN analytics.v_image_2.status IS 'processed, quarantined, rejected, removed, purged';

COMMENT ON COLUMN analytics.v_image_2.bucket IS 'Bucket of the original';

COMMENT ON COLUMN analytics.v_image_2.media_type IS 'Type found in the bytes, such as image/jpeg';

COMMENT ON COLUMN analytics.v_image_2.byte_count IS 'Size of the original in bytes';

COMMENT ON COLUMN analytics.v_image_2.width IS 'Width in pixels, upright';

COMMENT ON COLUMN analytics.v_image_2.height IS 'Height in pixels, upright';

COMMENT ON COLUMN analytics.v_image_2.frame_count IS 'Number of frames; more than 1 for an animation';

COMMENT ON COLUMN analytics.v_image_2.rendition_count IS 'Number of thumbnails';

COMMENT ON COLUMN analytics.v_image_2.rendition_byte_count IS 'Size of all thumbnails in bytes';

COMMENT ON COLUMN analytics.v_image_2.analysis_status IS 'done, skipped, failed, or reused from a duplicate';

COMMENT ON COLUMN analytics.v_image_2.alt_text_source IS 'Where the description is from: model or labels';

COMMENT ON COLUMN analytics.v_image_2.alt_text_model IS 'Model that wrote the description';

COMMENT ON COLUMN analytics.v_image_2.upload_channel IS 'Door it came in by: api, kafka, s3, import or others';

COMMENT ON COLUMN analytics.v_image_2.rejection_code IS 'Stable code of why it was rejected';

-- part 2
COMMENT ON COLUMN analytics.v_image_2.uploaded_at IS 'When it was uploaded, UTC';

COMMENT ON COLUMN analytics.v_image_2.uploaded_day IS 'Day of the upload, UTC: a key of dim_date';

COMMENT ON COLUMN analytics.v_image_2.processed_at IS 'When its thumbnails were made or it was rejected, UTC';

COMMENT ON COLUMN analytics.v_image_2.removed_at IS 'When its owner removed it, UTC';

COMMENT ON COLUMN analytics.v_image_2.expires_at IS 'When it is to be purged, UTC';

COMMENT ON COLUMN analytics.v_image_2.duplicate_of IS 'Image that had the same bytes first; it may be gone';

COMMENT ON COLUMN analytics.v_image_2.script_status IS 'done, or how the provided script failed';

COMMENT ON COLUMN analytics.v_image_2.moderation_verdict IS 'allow, flag or quarantine; empty if not judged';

COMMENT ON COLUMN analytics.v_image_2.moderation_policy IS 'Version of the policy that the verdict is by';

COMMENT ON COLUMN analytics.v_image_2.review_decision IS 'approve or reject, where a person has decided';

COMMENT ON COLUMN analytics.v_image_2.reviewed_at IS 'When a person has decided, UTC';

COMMENT ON COLUMN analytics.v_image_2.is_deleted IS 'Whether it was removed or purged';

COMMENT ON COLUMN analytics.v_image_2.dominant_color IS 'Most frequent colour, #rrggbb; gone after a purge';

COMMENT ON COLUMN analytics.v_image_2.label_count IS 'Labels that the model has found on it';

COMMENT ON COLUMN analytics.v_image_2.top_label IS 'Label that the model names first';

COMMENT ON VIEW analytics.v_image_label IS 'One row per label of an image that is stored now, with what is known of the image';

COMMENT ON COLUMN analytics.v_image_label.image_id IS 'Identity of the image';

COMMENT ON COLUMN analytics.v_image_label.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_image_label.kind IS 'label, or moderation for what may offend';

COMMENT ON COLUMN analytics.v_image_label.label IS 'Name that the model gives it';

COMMENT ON COLUMN analytics.v_image_label.category IS 'Parent that the model names first';

COMMENT ON COLUMN analytics.v_image_label.position IS 'Place in the answer of the model, from 0';

COMMENT ON COLUMN analytics.v_image_label.confidence IS 'How sure the model is, in percent';

COMMENT ON COLUMN analytics.v_image_label.model_version IS 'Version of the model';

COMMENT ON COLUMN analytics.v_image_label.analysis_status IS 'done, skipped, failed, or reused from a duplicate';

COMMENT ON COLUMN analytics.v_image_label.dominant_color IS 'Most frequent colour of the image, #rrggbb';

COMMENT ON COLUMN analytics.v_image_label.media_type IS 'Type found in the bytes, such as image/jpeg';

COMMENT ON COLUMN analytics.v_image_label.upload_channel IS 'Door it came in by: api, kafka, s3, import or others';

GRANT SELECT ON analytics.v_freshness_2 TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_image_2 TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_image_label TO ROLE miniatura_analyst;
