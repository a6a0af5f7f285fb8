-- part 1
CREATE VIEW analytics.v_image_state AS
SELECT image_id, ROW_NUMBER() OVER (PARTITION BY image_id ORDER BY row_version) AS state_number,
  status, review_decision, valid_from, LEAD(valid_from) OVER (PARTITION BY image_id ORDER BY row_version) AS valid_to,
  CASE WHEN LEAD(valid_from) OVER (PARTITION BY image_id ORDER BY row_version) IS NULL THEN true ELSE false END AS is_current
FROM warehouse.fact_image_state;

COMMENT ON VIEW analytics.v_image_state IS 'History: one row per state of an image, from when to when it was in it';

COMMENT ON COLUMN analytics.v_image_state.image_id IS 'Identity of the image';

COMMENT ON COLUMN analytics.v_image_state.state_number IS 'Place among the states of the image, from 1';

COMMENT ON COLUMN analytics.v_image_state.status IS 'processed, quarantined, rejected, removed, purged';

COMMENT ON COLUMN analytics.v_image_state.review_decision IS 'approve or reject, where a person has decided';

COMMENT ON COLUMN analytics.v_image_state.valid_from IS 'When the state began, UTC';

COMMENT ON COLUMN analytics.v_image_state.valid_to IS 'When the next state began, UTC; empty for the current state';

COMMENT ON COLUMN analytics.v_image_state.is_current IS 'Whether the image is in this state now';

GRANT SELECT ON analytics.v_image_state TO ROLE miniatura_analyst;
