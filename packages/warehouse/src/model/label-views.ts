import { column, UPLOAD_DAY, type ViewDefinition } from './definitions.ts';

const LABEL = [
  column('kind', 'VARCHAR(16)', 'label, or moderation for what may offend'),
  column('label', 'VARCHAR(765)', 'Name that the model gives it'),
  column('category', 'VARCHAR(765)', 'Parent that the model names first'),
];

export const labelPopularity: ViewDefinition = {
  name: 'analytics.v_label_popularity',
  comment: 'Which labels are popular among the images that are stored now',
  readableBy: 'analyst',
  columns: [
    ...LABEL,
    column('image_count', 'BIGINT', 'Images that have the label'),
    column('average_confidence', 'DECIMAL(7,4)', 'How sure the model is on average, in percent'),
    column('first_day', 'DATE', 'Day of the first upload that has it'),
    column('last_day', 'DATE', 'Day of the last upload that has it'),
  ],
  select: `SELECT l.kind, l.name AS label, l.category,
  COUNT(*) AS image_count,
  CAST(AVG(b.confidence) AS DECIMAL(7,4)) AS average_confidence,
  MIN(i.uploaded_day) AS first_day,
  MAX(i.uploaded_day) AS last_day
FROM warehouse.bridge_image_label b
JOIN warehouse.dim_label l ON l.label_id = b.label_id
JOIN warehouse.fact_image i ON i.image_id = b.image_id
WHERE NOT i.is_deleted
GROUP BY l.kind, l.name, l.category`,
};

export const labelDaily: ViewDefinition = {
  name: 'analytics.v_label_daily',
  comment: 'How many stored images had a label, day by day: the trend outlives the images',
  readableBy: 'analyst',
  columns: [
    column('day', 'DATE', 'Day of the load, UTC; a day without a load changed nothing'),
    ...LABEL,
    column('image_count', 'BIGINT', 'Images that had the label at the last load of the day'),
  ],
  select: `SELECT f.snapshot_day AS day, l.kind, l.name AS label, l.category, f.image_count
FROM warehouse.fact_label_daily f
JOIN warehouse.dim_label l ON l.label_id = f.label_id`,
};

export const imageLabel: ViewDefinition = {
  name: 'analytics.v_image_label',
  comment: 'One row per label of an image that is stored now, with what is known of the image',
  readableBy: 'analyst',
  columns: [
    column('image_id', 'VARCHAR(32)', 'Identity of the image'),
    UPLOAD_DAY,
    ...LABEL,
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
