-- part 1
DROP VIEW analytics.v_image;

CREATE VIEW analytics.v_image AS
SELECT image_id, row_version, op, status, bucket, media_type, byte_count, width, height, frame_count, rendition_count, rendition_byte_count, analysis_status, alt_text_source, alt_text_model, upload_channel, rejection_code, uploaded_at, uploaded_day, processed_at, removed_at, expires_at, duplicate_of, script_status, is_deleted
FROM warehouse.fact_image;

CREATE VIEW analytics.v_script_result AS
SELECT image_id, uploaded_day AS day, script_status, script_detail, script_result
FROM warehouse.fact_image
WHERE script_status IS NOT NULL AND NOT is_deleted;

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

COMMENT ON COLUMN analytics.v_image.duplicate_of IS 'Image that had the same bytes first; it may be gone';

COMMENT ON COLUMN analytics.v_image.script_status IS 'done, or how the provided script failed';

COMMENT ON COLUMN analytics.v_image.is_deleted IS 'Whether it was removed or purged';

COMMENT ON VIEW analytics.v_script_result IS 'What the provided script made of the images that are stored now: it may be personal';

COMMENT ON COLUMN analytics.v_script_result.image_id IS 'Identity of the image';

COMMENT ON COLUMN analytics.v_script_result.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_script_result.script_status IS 'done, or how the script failed';

COMMENT ON COLUMN analytics.v_script_result.script_detail IS 'Why it failed';

COMMENT ON COLUMN analytics.v_script_result.script_result IS 'What it returned: JSON, for JSON_PARSE';

GRANT SELECT ON analytics.v_image TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_script_result TO ROLE miniatura_personal_data;
