-- part 1
CREATE TABLE warehouse.fact_image_state (
  image_id VARCHAR(32) NOT NULL,
  row_version BIGINT NOT NULL,
  status VARCHAR(16) NOT NULL,
  review_decision VARCHAR(16),
  valid_from TIMESTAMP NOT NULL,
  PRIMARY KEY (image_id, row_version)
) DISTSTYLE KEY DISTKEY (image_id) SORTKEY (image_id);

INSERT INTO warehouse.fact_image_state (image_id, row_version, status, review_decision, valid_from)
 SELECT image_id, row_version, status, review_decision,
 COALESCE(CASE WHEN op = 'U' THEN COALESCE(reviewed_at, processed_at) WHEN op = 'D' THEN removed_at END, GETDATE())
 FROM warehouse.fact_image;

COMMENT ON TABLE warehouse.fact_image_state IS 'One row per state that an image was loaded in; a purge keeps it';

COMMENT ON COLUMN warehouse.fact_image_state.image_id IS 'Key of fact_image';

COMMENT ON COLUMN warehouse.fact_image_state.row_version IS 'Version that brought the state';

COMMENT ON COLUMN warehouse.fact_image_state.status IS 'processed, quarantined, rejected, removed, purged';

COMMENT ON COLUMN warehouse.fact_image_state.review_decision IS 'approve or reject, where a person has decided';

COMMENT ON COLUMN warehouse.fact_image_state.valid_from IS 'When the state began, UTC';
