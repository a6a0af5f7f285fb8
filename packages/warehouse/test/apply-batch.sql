SET LOCAL statement_timeout TO 1800000;

LOCK etl.batch_lock;

CREATE TEMP TABLE s_image (image_id VARCHAR(32) NOT NULL, row_version BIGINT NOT NULL, op CHAR(1) NOT NULL, status VARCHAR(16) NOT NULL, object_key VARCHAR(1024), owner_id VARCHAR(32), sha256 VARCHAR(64), perceptual_hash VARCHAR(16), dominant_color VARCHAR(7), alt_text VARCHAR(12000), analysis_detail VARCHAR(3000), rejection_message VARCHAR(3000), warning VARCHAR(3000), script_detail VARCHAR(3000), script_result VARCHAR(32768), camera_make VARCHAR(192), camera_model VARCHAR(384), lens_model VARCHAR(765), captured_at TIMESTAMP, capture_zone VARCHAR(6), focal_length_mm DECIMAL(9,3), exposure_seconds DECIMAL(14,8), f_number DECIMAL(9,3), iso_speed BIGINT, bucket VARCHAR(255), media_type VARCHAR(381), byte_count BIGINT, width BIGINT, height BIGINT, frame_count BIGINT, rendition_count BIGINT, rendition_byte_count BIGINT, analysis_status VARCHAR(16), alt_text_source VARCHAR(16), alt_text_model VARCHAR(765), upload_channel VARCHAR(32), rejection_code VARCHAR(192), uploaded_at TIMESTAMP, uploaded_day DATE, processed_at TIMESTAMP, removed_at TIMESTAMP, expires_at TIMESTAMP, duplicate_of VARCHAR(32), script_status VARCHAR(16), moderation_verdict VARCHAR(16), moderation_policy VARCHAR(192), review_decision VARCHAR(16), reviewed_at TIMESTAMP, uploaded_by VARCHAR(765)) DISTKEY (image_id);

COPY s_image FROM 's3://bucket/staging/20261121T085400123Z-a1b2c3d4/1/images.manifest' IAM_ROLE default
 FORMAT JSON 'auto' TIMEFORMAT 'auto' ZSTD MANIFEST MAXERROR 0;

CREATE TEMP TABLE s_label (image_id VARCHAR(32) NOT NULL, row_version BIGINT NOT NULL, label_id VARCHAR(32) NOT NULL, kind VARCHAR(16) NOT NULL, name VARCHAR(765) NOT NULL, category VARCHAR(765), position INTEGER NOT NULL, confidence DECIMAL(7,4) NOT NULL, taxonomy_level INTEGER, model_version VARCHAR(765) NOT NULL) DISTKEY (image_id);

COPY s_label FROM 's3://bucket/staging/20261121T085400123Z-a1b2c3d4/1/labels.manifest' IAM_ROLE default
 FORMAT JSON 'auto' TIMEFORMAT 'auto' ZSTD MANIFEST MAXERROR 0;

CREATE TEMP TABLE s_call (call_id BIGINT NOT NULL, image_id VARCHAR(32) NOT NULL, operation VARCHAR(192) NOT NULL, model_version VARCHAR(765), called_at TIMESTAMP NOT NULL, called_day DATE NOT NULL, outcome VARCHAR(192) NOT NULL, request_units BIGINT NOT NULL) DISTSTYLE EVEN;

COPY s_call FROM 's3://bucket/staging/20261121T085400123Z-a1b2c3d4/1/calls.manifest' IAM_ROLE default
 FORMAT JSON 'auto' TIMEFORMAT 'auto' ZSTD MANIFEST MAXERROR 0;

SELECT 1 / (CASE WHEN images.row_count = 2 AND labels.row_count = 3 AND calls.row_count = 1 AND images.image_count = 2 THEN 1 ELSE 0 END)
 FROM (SELECT COUNT(*) AS row_count, COUNT(DISTINCT image_id) AS image_count FROM s_image) images, (SELECT COUNT(*) AS row_count FROM s_label) labels, (SELECT COUNT(*) AS row_count FROM s_call) calls;

DELETE FROM s_image WHERE EXISTS (SELECT 1 FROM etl.batch WHERE batch_id = '20261121T085400123Z-a1b2c3d4');

CREATE TEMP TABLE s_known DISTKEY (image_id) AS
 SELECT fact_image.image_id, COUNT(*) AS row_count, MAX(fact_image.row_version) AS row_version, MAX(fact_image.owner_id) AS owner_id, MAX(fact_image.status) AS status, MAX(fact_image.bucket) AS bucket, MAX(fact_image.media_type) AS media_type, MAX(fact_image.byte_count) AS byte_count, MAX(fact_image.width) AS width, MAX(fact_image.height) AS height, MAX(fact_image.frame_count) AS frame_count, MAX(fact_image.rendition_count) AS rendition_count, MAX(fact_image.rendition_byte_count) AS rendition_byte_count, MAX(fact_image.analysis_status) AS analysis_status, MAX(fact_image.alt_text_source) AS alt_text_source, MAX(fact_image.alt_text_model) AS alt_text_model, MAX(fact_image.upload_channel) AS upload_channel, MAX(fact_image.rejection_code) AS rejection_code, MAX(fact_image.uploaded_at) AS uploaded_at, MAX(fact_image.uploaded_day) AS uploaded_day, MAX(fact_image.processed_at) AS processed_at, MAX(fact_image.removed_at) AS removed_at, MAX(fact_image.expires_at) AS expires_at, MAX(fact_image.duplicate_of) AS duplicate_of, MAX(fact_image.script_status) AS script_status, MAX(fact_image.moderation_verdict) AS moderation_verdict, MAX(fact_image.moderation_policy) AS moderation_policy, MAX(fact_image.review_decision) AS review_decision, MAX(fact_image.reviewed_at) AS reviewed_at
 FROM warehouse.fact_image JOIN s_image ON s_image.image_id = fact_image.image_id
 GROUP BY fact_image.image_id;

DELETE FROM s_image USING s_known
 WHERE s_image.image_id = s_known.image_id AND s_image.row_version <= s_known.row_version;

DELETE FROM s_known
 WHERE NOT EXISTS (SELECT 1 FROM s_image WHERE s_image.image_id = s_known.image_id);

DELETE FROM warehouse.fact_image USING s_known
 WHERE fact_image.image_id = s_known.image_id AND s_known.row_count > 1;

UPDATE s_image
 SET bucket = s_known.bucket, media_type = s_known.media_type, byte_count = s_known.byte_count, width = s_known.width, height = s_known.height, frame_count = s_known.frame_count, rendition_count = s_known.rendition_count, rendition_byte_count = s_known.rendition_byte_count, analysis_status = s_known.analysis_status, alt_text_source = s_known.alt_text_source, alt_text_model = s_known.alt_text_model, upload_channel = s_known.upload_channel, rejection_code = s_known.rejection_code, uploaded_at = s_known.uploaded_at, uploaded_day = s_known.uploaded_day, processed_at = s_known.processed_at, removed_at = s_known.removed_at, expires_at = s_known.expires_at, duplicate_of = s_known.duplicate_of, script_status = s_known.script_status, moderation_verdict = s_known.moderation_verdict, moderation_policy = s_known.moderation_policy, review_decision = s_known.review_decision, reviewed_at = s_known.reviewed_at
 FROM s_known
 WHERE s_image.image_id = s_known.image_id AND s_image.op = 'P';

DELETE FROM warehouse.dim_owner WHERE owner_id IN (
 SELECT owner_id FROM warehouse.dim_owner WHERE owner_id IN (SELECT owner_id FROM s_image)
 GROUP BY owner_id HAVING COUNT(*) > 1);

UPDATE warehouse.dim_owner SET uploaded_by = s_image.uploaded_by
 FROM s_image
 WHERE dim_owner.owner_id = s_image.owner_id AND dim_owner.uploaded_by <> s_image.uploaded_by;

INSERT INTO warehouse.dim_owner (owner_id, uploaded_by, first_seen_at)
 SELECT owner_id, MIN(uploaded_by), GETDATE() FROM s_image
 WHERE owner_id IS NOT NULL
 AND NOT EXISTS (SELECT 1 FROM warehouse.dim_owner WHERE dim_owner.owner_id = s_image.owner_id)
 GROUP BY owner_id;

CREATE TEMP TABLE s_owner AS
 SELECT DISTINCT s_known.owner_id FROM s_known
 JOIN s_image ON s_image.image_id = s_known.image_id
 WHERE s_known.owner_id IS NOT NULL
 AND (s_image.owner_id IS NULL OR s_image.owner_id <> s_known.owner_id);

DELETE FROM warehouse.fact_image_state USING s_image
 WHERE fact_image_state.image_id = s_image.image_id AND fact_image_state.row_version >= s_image.row_version;

INSERT INTO warehouse.fact_image_state
 (image_id, row_version, status, review_decision, valid_from)
 SELECT s_image.image_id, s_image.row_version, s_image.status, s_image.review_decision,
 CASE WHEN CASE s_image.op WHEN 'U' THEN COALESCE(s_image.reviewed_at, s_image.processed_at, GETDATE())
 WHEN 'D' THEN COALESCE(s_image.removed_at, GETDATE()) ELSE GETDATE() END <= GREATEST(k.processed_at, k.reviewed_at, k.removed_at)
 THEN GETDATE() ELSE CASE s_image.op WHEN 'U' THEN COALESCE(s_image.reviewed_at, s_image.processed_at, GETDATE())
 WHEN 'D' THEN COALESCE(s_image.removed_at, GETDATE()) ELSE GETDATE() END END
 FROM s_image LEFT JOIN s_known k ON k.image_id = s_image.image_id
 WHERE k.image_id IS NULL OR k.status <> s_image.status
 OR COALESCE(k.review_decision, '') <> COALESCE(s_image.review_decision, '');

MERGE INTO warehouse.fact_image USING s_image AS src ON fact_image.image_id = src.image_id
 WHEN MATCHED THEN UPDATE SET row_version = src.row_version, op = src.op, status = src.status, object_key = src.object_key, owner_id = src.owner_id, sha256 = src.sha256, perceptual_hash = src.perceptual_hash, dominant_color = src.dominant_color, alt_text = src.alt_text, analysis_detail = src.analysis_detail, rejection_message = src.rejection_message, warning = src.warning, script_detail = src.script_detail, script_result = src.script_result, camera_make = src.camera_make, camera_model = src.camera_model, lens_model = src.lens_model, captured_at = src.captured_at, capture_zone = src.capture_zone, focal_length_mm = src.focal_length_mm, exposure_seconds = src.exposure_seconds, f_number = src.f_number, iso_speed = src.iso_speed, bucket = src.bucket, media_type = src.media_type, byte_count = src.byte_count, width = src.width, height = src.height, frame_count = src.frame_count, rendition_count = src.rendition_count, rendition_byte_count = src.rendition_byte_count, analysis_status = src.analysis_status, alt_text_source = src.alt_text_source, alt_text_model = src.alt_text_model, upload_channel = src.upload_channel, rejection_code = src.rejection_code, uploaded_at = src.uploaded_at, uploaded_day = src.uploaded_day, processed_at = src.processed_at, removed_at = src.removed_at, expires_at = src.expires_at, duplicate_of = src.duplicate_of, script_status = src.script_status, moderation_verdict = src.moderation_verdict, moderation_policy = src.moderation_policy, review_decision = src.review_decision, reviewed_at = src.reviewed_at, is_deleted = CASE WHEN src.op IN ('D', 'P') THEN true ELSE false END, batch_id = '20261121T085400123Z-a1b2c3d4'
 WHEN NOT MATCHED THEN INSERT (image_id, row_version, op, status, object_key, owner_id, sha256, perceptual_hash, dominant_color, alt_text, analysis_detail, rejection_message, warning, script_detail, script_result, camera_make, camera_model, lens_model, captured_at, capture_zone, focal_length_mm, exposure_seconds, f_number, iso_speed, bucket, media_type, byte_count, width, height, frame_count, rendition_count, rendition_byte_count, analysis_status, alt_text_source, alt_text_model, upload_channel, rejection_code, uploaded_at, uploaded_day, processed_at, removed_at, expires_at, duplicate_of, script_status, moderation_verdict, moderation_policy, review_decision, reviewed_at, is_deleted, batch_id)
 VALUES (src.image_id, src.row_version, src.op, src.status, src.object_key, src.owner_id, src.sha256, src.perceptual_hash, src.dominant_color, src.alt_text, src.analysis_detail, src.rejection_message, src.warning, src.script_detail, src.script_result, src.camera_make, src.camera_model, src.lens_model, src.captured_at, src.capture_zone, src.focal_length_mm, src.exposure_seconds, src.f_number, src.iso_speed, src.bucket, src.media_type, src.byte_count, src.width, src.height, src.frame_count, src.rendition_count, src.rendition_byte_count, src.analysis_status, src.alt_text_source, src.alt_text_model, src.upload_channel, src.rejection_code, src.uploaded_at, src.uploaded_day, src.processed_at, src.removed_at, src.expires_at, src.duplicate_of, src.script_status, src.moderation_verdict, src.moderation_policy, src.review_decision, src.reviewed_at, CASE WHEN src.op IN ('D', 'P') THEN true ELSE false END, '20261121T085400123Z-a1b2c3d4');

DELETE FROM warehouse.dim_owner USING s_owner
 WHERE dim_owner.owner_id = s_owner.owner_id
 AND NOT EXISTS (SELECT 1 FROM warehouse.fact_image WHERE fact_image.owner_id = s_owner.owner_id);

DELETE FROM warehouse.bridge_image_label USING s_known
 WHERE bridge_image_label.image_id = s_known.image_id;

DELETE FROM warehouse.dim_label WHERE label_id IN (
 SELECT label_id FROM warehouse.dim_label WHERE label_id IN (SELECT label_id FROM s_label)
 GROUP BY label_id HAVING COUNT(*) > 1);

UPDATE warehouse.dim_label SET kind = s_label.kind, name = s_label.name
 FROM s_label
 WHERE dim_label.label_id = s_label.label_id
 AND (dim_label.kind <> s_label.kind OR dim_label.name <> s_label.name);

INSERT INTO warehouse.dim_label (label_id, kind, name, category)
 SELECT label_id, MIN(kind), MIN(name), MIN(category) FROM s_label
 WHERE NOT EXISTS (SELECT 1 FROM warehouse.dim_label WHERE dim_label.label_id = s_label.label_id)
 GROUP BY label_id;

INSERT INTO warehouse.bridge_image_label
 (image_id, label_id, position, confidence, taxonomy_level, model_version)
 SELECT s_label.image_id, s_label.label_id, s_label.position, s_label.confidence,
 s_label.taxonomy_level, s_label.model_version
 FROM s_label JOIN s_image
 ON s_label.image_id = s_image.image_id AND s_label.row_version = s_image.row_version;

DELETE FROM warehouse.fact_analysis_call USING s_call
 WHERE fact_analysis_call.call_id = s_call.call_id;

INSERT INTO warehouse.fact_analysis_call (call_id, image_id, operation, model_version, called_at, called_day, outcome, request_units)
 SELECT call_id, image_id, operation, model_version, called_at, called_day, outcome, request_units FROM s_call;

INSERT INTO etl.batch (batch_id, kind, attempt, staged_images, merged_images, staged_labels,
 staged_calls, applied_at)
 SELECT '20261121T085400123Z-a1b2c3d4', 'changes', 1, 2, r.n, 3, 1, GETDATE()
 FROM (SELECT COUNT(*) AS n FROM s_image) r
 WHERE NOT EXISTS (SELECT 1 FROM etl.batch WHERE batch_id = '20261121T085400123Z-a1b2c3d4');
