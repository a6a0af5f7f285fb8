import { column, type ViewDefinition } from './definitions.ts';

const NEXT = 'LEAD(valid_from) OVER (PARTITION BY image_id ORDER BY row_version)';

/** The states of images as a slowly changing dimension of type 2. */
export const imageState: ViewDefinition = {
  name: 'analytics.v_image_state',
  comment: 'History: one row per state of an image, from when to when it was in it',
  readableBy: 'analyst',
  columns: [
    column('image_id', 'VARCHAR(32)', 'Identity of the image'),
    column('state_number', 'BIGINT', 'Place among the states of the image, from 1'),
    column('status', 'VARCHAR(16)', 'processed, quarantined, rejected, removed, purged'),
    column('review_decision', 'VARCHAR(16)', 'approve or reject, where a person has decided'),
    column('valid_from', 'TIMESTAMP', 'When the state began, UTC'),
    column('valid_to', 'TIMESTAMP', 'When the next state began, UTC; empty for the current state'),
    column('is_current', 'BOOLEAN', 'Whether the image is in this state now'),
  ],
  select: `SELECT image_id, ROW_NUMBER() OVER (PARTITION BY image_id ORDER BY row_version) AS state_number,
  status, review_decision, valid_from, ${NEXT} AS valid_to,
  CASE WHEN ${NEXT} IS NULL THEN true ELSE false END AS is_current
FROM warehouse.fact_image_state`,
};
