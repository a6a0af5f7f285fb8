-- part 1
CREATE SCHEMA warehouse;

CREATE TABLE etl.batch (
  batch_id VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  attempt INTEGER NOT NULL,
  staged_images BIGINT NOT NULL,
  merged_images BIGINT NOT NULL,
  staged_labels BIGINT NOT NULL,
  staged_calls BIGINT NOT NULL,
  applied_at TIMESTAMP NOT NULL,
  PRIMARY KEY (batch_id)
) DISTSTYLE ALL SORTKEY (applied_at);

CREATE TABLE warehouse.dim_date (
  day DATE NOT NULL,
  year INTEGER NOT NULL,
  quarter INTEGER NOT NULL,
  month INTEGER NOT NULL,
  iso_week INTEGER NOT NULL,
  day_of_month INTEGER NOT NULL,
  day_of_week INTEGER NOT NULL,
  is_weekend BOOLEAN NOT NULL,
  PRIMARY KEY (day)
) DISTSTYLE ALL SORTKEY (day);

CREATE TABLE warehouse.dim_owner (
  owner_id VARCHAR(32) NOT NULL,
  uploaded_by VARCHAR(765) NOT NULL,
  first_seen_at TIMESTAMP NOT NULL,
  PRIMARY KEY (owner_id)
) DISTSTYLE ALL SORTKEY (owner_id);

CREATE TABLE warehouse.dim_label (
  label_id VARCHAR(32) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  name VARCHAR(765) NOT NULL,
  category VARCHAR(765),
  PRIMARY KEY (label_id)
) DISTSTYLE ALL SORTKEY (label_id);

CREATE TABLE warehouse.fact_image (
  image_id VARCHAR(32) NOT NULL,
  row_version BIGINT NOT NULL,
  op CHAR(1) NOT NULL,
  status VARCHAR(16) NOT NULL,
  object_key VARCHAR(1024),
  owner_id VARCHAR(32),
  sha256 VARCHAR(64),
  perceptual_hash VARCHAR(16),
  dominant_color VARCHAR(7),
  alt_text VARCHAR(12000),
  analysis_detail VARCHAR(3000),
  rejection_message VARCHAR(3000),
  warning VARCHAR(3000),
  bucket VARCHAR(255),
  media_type VARCHAR(381),
  byte_count BIGINT,
  width BIGINT,
  height BIGINT,
  frame_count BIGINT,
  rendition_count BIGINT,
  rendition_byte_count BIGINT,
  analysis_status VARCHAR(16),
  alt_text_source VARCHAR(16),
  alt_text_model VARCHAR(765),
  upload_channel VARCHAR(32),
  rejection_code VARCHAR(192),
  uploaded_at TIMESTAMP,
  uploaded_day DATE,
  processed_at TIMESTAMP,
  removed_at TIMESTAMP,
  expires_at TIMESTAMP,
  is_deleted BOOLEAN NOT NULL,
  batch_id VARCHAR(64) NOT NULL,
  PRIMARY KEY (image_id)
) DISTSTYLE KEY DISTKEY (image_id) SORTKEY (uploaded_day);

CREATE TABLE warehouse.bridge_image_label (
  image_id VARCHAR(32) NOT NULL,
  label_id VARCHAR(32) NOT NULL,
  position INTEGER NOT NULL,
  confidence DECIMAL(7,4) NOT NULL,
  taxonomy_level INTEGER,
  model_version VARCHAR(765) NOT NULL,
  PRIMARY KEY (image_id, label_id)
) DISTSTYLE KEY DISTKEY (image_id) SORTKEY (image_id);

CREATE TABLE warehouse.dim_analysis_price (
  operation VARCHAR(192) NOT NULL,
  usd_per_unit DECIMAL(12,6) NOT NULL,
  PRIMARY KEY (operation)
) DISTSTYLE ALL;

CREATE TABLE warehouse.fact_analysis_call (
  call_id BIGINT NOT NULL,
  image_id VARCHAR(32) NOT NULL,
  operation VARCHAR(192) NOT NULL,
  model_version VARCHAR(765),
  called_at TIMESTAMP NOT NULL,
  called_day DATE NOT NULL,
  outcome VARCHAR(192) NOT NULL,
  request_units BIGINT NOT NULL,
  PRIMARY KEY (call_id)
) DISTSTYLE EVEN SORTKEY (called_day);

CREATE TABLE warehouse.fact_storage_daily (
  snapshot_day DATE NOT NULL,
  media_type VARCHAR(381) NOT NULL,
  image_count BIGINT NOT NULL,
  byte_count BIGINT NOT NULL,
  rendition_count BIGINT NOT NULL,
  rendition_byte_count BIGINT NOT NULL,
  PRIMARY KEY (snapshot_day, media_type)
) DISTSTYLE ALL SORTKEY (snapshot_day);

CREATE TABLE warehouse.fact_label_daily (
  snapshot_day DATE NOT NULL,
  label_id VARCHAR(32) NOT NULL,
  image_count BIGINT NOT NULL,
  PRIMARY KEY (snapshot_day, label_id)
) DISTSTYLE EVEN SORTKEY (snapshot_day);

INSERT INTO warehouse.dim_date
SELECT day,
  CAST(EXTRACT(YEAR FROM day) AS INTEGER),
  CAST(EXTRACT(QUARTER FROM day) AS INTEGER),
  CAST(EXTRACT(MONTH FROM day) AS INTEGER),
  CAST(EXTRACT(WEEK FROM day) AS INTEGER),
  CAST(EXTRACT(DAY FROM day) AS INTEGER),
  CAST(EXTRACT(DOW FROM day) AS INTEGER),
  EXTRACT(DOW FROM day) IN (0, 6)
FROM (
  SELECT CAST(DATEADD(day, ones.n + 10 * tens.n + 100 * hundreds.n + 1000 * thousands.n,
    CAST('2024-01-01' AS DATE)) AS DATE) AS day
  FROM (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) ones
  CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) tens
  CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) hundreds
  CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n) thousands
) days
WHERE day < '2044-01-01';

INSERT INTO warehouse.dim_analysis_price (operation, usd_per_unit)
VALUES ('DetectLabels', 0.001), ('DetectModerationLabels', 0.001);

COMMENT ON TABLE etl.batch IS 'Ledger of the batches that are in the warehouse: written in the transaction of each';

COMMENT ON COLUMN etl.batch.batch_id IS 'Name of the batch';

COMMENT ON COLUMN etl.batch.kind IS 'changes, or the copy of a range of images or calls';

COMMENT ON COLUMN etl.batch.attempt IS 'Which attempt succeeded, from 1';

COMMENT ON COLUMN etl.batch.staged_images IS 'Images that were staged';

COMMENT ON COLUMN etl.batch.merged_images IS 'Images that were newer than the warehouse knew';

COMMENT ON COLUMN etl.batch.staged_labels IS 'Labels that were staged';

COMMENT ON COLUMN etl.batch.staged_calls IS 'Paid calls that were staged';

COMMENT ON COLUMN etl.batch.applied_at IS 'When the transaction ran, UTC';

COMMENT ON TABLE warehouse.dim_date IS 'One row per day from 2024 to 2043';

COMMENT ON COLUMN warehouse.dim_date.day IS 'The day';

COMMENT ON COLUMN warehouse.dim_date.year IS 'Year';

COMMENT ON COLUMN warehouse.dim_date.quarter IS 'Quarter, 1 to 4';

COMMENT ON COLUMN warehouse.dim_date.month IS 'Month, 1 to 12';

COMMENT ON COLUMN warehouse.dim_date.iso_week IS 'Week as ISO 8601 counts them, 1 to 53';

COMMENT ON COLUMN warehouse.dim_date.day_of_month IS 'Day of the month, 1 to 31';

COMMENT ON COLUMN warehouse.dim_date.day_of_week IS 'Day of the week, 0 for Sunday to 6 for Saturday';

COMMENT ON COLUMN warehouse.dim_date.is_weekend IS 'Whether it is a Saturday or a Sunday';

COMMENT ON TABLE warehouse.dim_owner IS 'Who uploaded: gone with the last image of an owner that is there';

COMMENT ON COLUMN warehouse.dim_owner.owner_id IS 'Surrogate: a hash of the name';

COMMENT ON COLUMN warehouse.dim_owner.uploaded_by IS 'Name that the uploads carried';

COMMENT ON COLUMN warehouse.dim_owner.first_seen_at IS 'When the first batch named this owner, UTC';

COMMENT ON TABLE warehouse.dim_label IS 'What a model can see: one row per kind and name';

COMMENT ON COLUMN warehouse.dim_label.label_id IS 'Surrogate: a hash of kind and name';

-- part 2
COMMENT ON COLUMN warehouse.dim_label.kind IS 'label, or moderation for what may offend';

COMMENT ON COLUMN warehouse.dim_label.name IS 'Name that the model gives it';

COMMENT ON COLUMN warehouse.dim_label.category IS 'Parent that the model names first';

COMMENT ON TABLE warehouse.fact_image IS 'One row per image that was ever seen, as it is now';

COMMENT ON COLUMN warehouse.fact_image.image_id IS 'Identity: a hash of bucket and key';

COMMENT ON COLUMN warehouse.fact_image.row_version IS 'Version in the source; only a higher one changes a row';

COMMENT ON COLUMN warehouse.fact_image.op IS 'Last change: U upserted, D removed by its owner, P purged';

COMMENT ON COLUMN warehouse.fact_image.status IS 'processed, quarantined, rejected, removed, purged';

COMMENT ON COLUMN warehouse.fact_image.object_key IS 'Key of the original; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.owner_id IS 'Who uploaded it: a key of dim_owner; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.sha256 IS 'SHA-256 of the bytes, equal for duplicates; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.perceptual_hash IS 'Hash of what is seen; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.dominant_color IS 'Most frequent colour, #rrggbb; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.alt_text IS 'Description in words; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.analysis_detail IS 'Why it was not analysed; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.rejection_message IS 'Why it was rejected, in words; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.warning IS 'What was odd about it; gone after a purge';

COMMENT ON COLUMN warehouse.fact_image.bucket IS 'Bucket of the original';

COMMENT ON COLUMN warehouse.fact_image.media_type IS 'Type found in the bytes, such as image/jpeg';

COMMENT ON COLUMN warehouse.fact_image.byte_count IS 'Size of the original in bytes';

COMMENT ON COLUMN warehouse.fact_image.width IS 'Width in pixels, upright';

COMMENT ON COLUMN warehouse.fact_image.height IS 'Height in pixels, upright';

COMMENT ON COLUMN warehouse.fact_image.frame_count IS 'Number of frames; more than 1 for an animation';

COMMENT ON COLUMN warehouse.fact_image.rendition_count IS 'Number of thumbnails';

COMMENT ON COLUMN warehouse.fact_image.rendition_byte_count IS 'Size of all thumbnails in bytes';

COMMENT ON COLUMN warehouse.fact_image.analysis_status IS 'done, skipped, failed, or reused from a duplicate';

COMMENT ON COLUMN warehouse.fact_image.alt_text_source IS 'Where the description is from: model or labels';

COMMENT ON COLUMN warehouse.fact_image.alt_text_model IS 'Model that wrote the description';

COMMENT ON COLUMN warehouse.fact_image.upload_channel IS 'Door it came in by: api, kafka, s3, import or others';

COMMENT ON COLUMN warehouse.fact_image.rejection_code IS 'Stable code of why it was rejected';

COMMENT ON COLUMN warehouse.fact_image.uploaded_at IS 'When it was uploaded, UTC';

COMMENT ON COLUMN warehouse.fact_image.uploaded_day IS 'Day of the upload, UTC: a key of dim_date';

COMMENT ON COLUMN warehouse.fact_image.processed_at IS 'When its thumbnails were made or it was rejected, UTC';

COMMENT ON COLUMN warehouse.fact_image.removed_at IS 'When its owner removed it, UTC';

COMMENT ON COLUMN warehouse.fact_image.expires_at IS 'When it is to be purged, UTC';

COMMENT ON COLUMN warehouse.fact_image.is_deleted IS 'Whether it was removed or purged';

COMMENT ON COLUMN warehouse.fact_image.batch_id IS 'Batch that brought this version: a key of etl.batch';

-- part 3
COMMENT ON TABLE warehouse.bridge_image_label IS 'Which labels an image has; an image that is removed or purged has none';

COMMENT ON COLUMN warehouse.bridge_image_label.image_id IS 'Key of fact_image';

COMMENT ON COLUMN warehouse.bridge_image_label.label_id IS 'Key of dim_label';

COMMENT ON COLUMN warehouse.bridge_image_label.position IS 'Place in the answer of the model, from 0';

COMMENT ON COLUMN warehouse.bridge_image_label.confidence IS 'How sure the model is, in percent';

COMMENT ON COLUMN warehouse.bridge_image_label.taxonomy_level IS 'Level of a moderation label in its taxonomy';

COMMENT ON COLUMN warehouse.bridge_image_label.model_version IS 'Version of the model';

COMMENT ON TABLE warehouse.dim_analysis_price IS 'List price of an operation; update it to what your contract says';

COMMENT ON COLUMN warehouse.dim_analysis_price.operation IS 'Operation, such as DetectLabels';

COMMENT ON COLUMN warehouse.dim_analysis_price.usd_per_unit IS 'US dollars per billed unit';

COMMENT ON TABLE warehouse.fact_analysis_call IS 'One row per call to a model that is paid for';

COMMENT ON COLUMN warehouse.fact_analysis_call.call_id IS 'Number of the call in the source';

COMMENT ON COLUMN warehouse.fact_analysis_call.image_id IS 'Image that it was made for';

COMMENT ON COLUMN warehouse.fact_analysis_call.operation IS 'Operation, such as DetectLabels';

COMMENT ON COLUMN warehouse.fact_analysis_call.model_version IS 'Model that answered';

COMMENT ON COLUMN warehouse.fact_analysis_call.called_at IS 'When the call was made, UTC';

COMMENT ON COLUMN warehouse.fact_analysis_call.called_day IS 'Day of the call, UTC';

COMMENT ON COLUMN warehouse.fact_analysis_call.outcome IS 'done, or the name of the error';

COMMENT ON COLUMN warehouse.fact_analysis_call.request_units IS 'Units that it is billed by';

COMMENT ON TABLE warehouse.fact_storage_daily IS 'What was stored at the last load of a day; a day without a load changed nothing';

COMMENT ON COLUMN warehouse.fact_storage_daily.snapshot_day IS 'Day of the load, UTC';

COMMENT ON COLUMN warehouse.fact_storage_daily.media_type IS 'Type of the originals; unknown where none was found';

COMMENT ON COLUMN warehouse.fact_storage_daily.image_count IS 'Originals stored';

COMMENT ON COLUMN warehouse.fact_storage_daily.byte_count IS 'Size of the originals in bytes';

COMMENT ON COLUMN warehouse.fact_storage_daily.rendition_count IS 'Thumbnails stored';

COMMENT ON COLUMN warehouse.fact_storage_daily.rendition_byte_count IS 'Size of the thumbnails in bytes';

COMMENT ON TABLE warehouse.fact_label_daily IS 'How many stored images had a label at the last load of a day: it outlives the images';

COMMENT ON COLUMN warehouse.fact_label_daily.snapshot_day IS 'Day of the load, UTC';

COMMENT ON COLUMN warehouse.fact_label_daily.label_id IS 'Key of dim_label';

COMMENT ON COLUMN warehouse.fact_label_daily.image_count IS 'Images that had the label';
