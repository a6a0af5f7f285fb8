-- part 1
DROP VIEW analytics.v_image;

CREATE VIEW analytics.v_image AS
SELECT image_id, row_version, op, status, bucket, media_type, byte_count, width, height, frame_count, rendition_count, rendition_byte_count, analysis_status, alt_text_source, alt_text_model, upload_channel, rejection_code, uploaded_at, uploaded_day, processed_at, removed_at, expires_at, duplicate_of, script_status, moderation_verdict, moderation_policy, review_decision, reviewed_at, is_deleted
FROM warehouse.fact_image;

CREATE VIEW analytics.v_moderation_verdicts_daily AS
SELECT uploaded_day AS day, moderation_verdict, moderation_policy, review_decision,
  COUNT(*) AS image_count,
  COUNT(CASE WHEN status = 'quarantined' AND review_decision IS NULL THEN 1 END) AS waiting_count,
  MAX(reviewed_at) AS last_reviewed_at
FROM warehouse.fact_image
WHERE moderation_verdict IS NOT NULL
GROUP BY uploaded_day, moderation_verdict, moderation_policy, review_decision;

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

COMMENT ON COLUMN analytics.v_image.moderation_verdict IS 'allow, flag or quarantine; empty if not judged';

COMMENT ON COLUMN analytics.v_image.moderation_policy IS 'Version of the policy that the verdict is by';

COMMENT ON COLUMN analytics.v_image.review_decision IS 'approve or reject, where a person has decided';

COMMENT ON COLUMN analytics.v_image.reviewed_at IS 'When a person has decided, UTC';

COMMENT ON COLUMN analytics.v_image.is_deleted IS 'Whether it was removed or purged';

COMMENT ON VIEW analytics.v_moderation_verdicts_daily IS 'What the moderation policy said of the images of a day, and what people then decided';

COMMENT ON COLUMN analytics.v_moderation_verdicts_daily.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_moderation_verdicts_daily.moderation_verdict IS 'allow, flag or quarantine';

COMMENT ON COLUMN analytics.v_moderation_verdicts_daily.moderation_policy IS 'Version of the policy that the verdict is by';

-- part 2
COMMENT ON COLUMN analytics.v_moderation_verdicts_daily.review_decision IS 'approve or reject; empty where nobody has decided';

COMMENT ON COLUMN analytics.v_moderation_verdicts_daily.image_count IS 'Images judged so';

COMMENT ON COLUMN analytics.v_moderation_verdicts_daily.waiting_count IS 'Of these, how many are in quarantine and wait for a review';

COMMENT ON COLUMN analytics.v_moderation_verdicts_daily.last_reviewed_at IS 'When the newest of these decisions was taken, UTC';

GRANT SELECT ON analytics.v_image TO ROLE miniatura_analyst;

GRANT SELECT ON analytics.v_moderation_verdicts_daily TO ROLE miniatura_analyst;
