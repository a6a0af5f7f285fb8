import { column, type ColumnDefinition, type ViewDefinition } from './definitions.ts';
import { LASTING_IMAGE_COLUMNS, PERSONAL_IMAGE_COLUMNS, VERSION_COLUMNS } from './fact-image.ts';

const FACTS: readonly ColumnDefinition[] = [
  ...VERSION_COLUMNS.map((each) => ({ ...each, type: each.type.replace(' NOT NULL', '') })),
  ...LASTING_IMAGE_COLUMNS,
  column('is_deleted', 'BOOLEAN', 'Whether it was removed or purged'),
  ...PERSONAL_IMAGE_COLUMNS.filter(({ name }) => name === 'dominant_color'),
];

export const image2: ViewDefinition = {
  name: 'analytics.v_image_2',
  comment: 'One row per image that was ever seen, with its colour and labels in short',
  readableBy: 'analyst',
  columns: [
    ...FACTS,
    column('label_count', 'BIGINT', 'Labels that the model has found on it'),
    column('top_label', 'VARCHAR(765)', 'Label that the model names first'),
  ],
  select: `SELECT ${FACTS.map(({ name }) => `i.${name}`).join(', ')},
  COALESCE(found.label_count, 0) AS label_count, found.top_label
FROM warehouse.fact_image i
LEFT JOIN (
  SELECT b.image_id, COUNT(*) AS label_count,
    CAST(MAX(CASE WHEN b.position = 0 THEN l.name END) AS VARCHAR(765)) AS top_label
  FROM warehouse.bridge_image_label b
  JOIN warehouse.dim_label l ON l.label_id = b.label_id
  WHERE l.kind = 'label'
  GROUP BY b.image_id
) found ON found.image_id = i.image_id`,
};

export const imageLabel: ViewDefinition = {
  name: 'analytics.v_image_label',
  comment: 'One row per label of an image that is stored now, with what is known of the image',
  readableBy: 'analyst',
  columns: [
    column('image_id', 'VARCHAR(32)', 'Identity of the image'),
    column('day', 'DATE', 'Day of the upload, UTC'),
    column('kind', 'VARCHAR(16)', 'label, or moderation for what may offend'),
    column('label', 'VARCHAR(765)', 'Name that the model gives it'),
    column('category', 'VARCHAR(765)', 'Parent that the model names first'),
    column('position', 'INTEGER', 'Place in the answer of the model, from 0'),
    column('confidence', 'DECIMAL(7,4)', 'How sure the model is, in percent'),
    column('model_version', 'VARCHAR(765)', 'Version of the model'),
    column('analysis_status', 'VARCHAR(16)', 'done, skipped, failed, or reused from a duplicate'),
    column('dominant_color', 'VARCHAR(7)', 'Most frequent colour of the image, #rrggbb'),
    column('media_type', 'VARCHAR(381)', 'Type found in the bytes, such as image/jpeg'),
    column('upload_channel', 'VARCHAR(32)', 'Door it came in by: api, kafka, s3, import or others'),
  ],
  select: `SELECT i.image_id, i.uploaded_day AS day, l.kind, l.name AS label, l.category, b.position,
  b.confidence, b.model_version, i.analysis_status, i.dominant_color, i.media_type, i.upload_channel
FROM warehouse.bridge_image_label b
JOIN warehouse.dim_label l ON l.label_id = b.label_id
JOIN warehouse.fact_image i ON i.image_id = b.image_id
WHERE NOT i.is_deleted`,
};
