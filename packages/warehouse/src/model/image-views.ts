import { column, type ColumnDefinition, UPLOAD_DAY, type ViewDefinition } from './definitions.ts';
import {
  CAMERA_COLUMNS_MIGRATION,
  LASTING_IMAGE_COLUMNS,
  MODERATION_COLUMNS_MIGRATION,
  PERSONAL_IMAGE_COLUMNS,
  VERSION_COLUMNS,
} from './fact-image.ts';

/** Published views keep their columns; columns of later migrations are in new views. */
const isPublished = ({ since = '' }: ColumnDefinition) => since <= MODERATION_COLUMNS_MIGRATION;

const IMAGE_COLUMNS: readonly ColumnDefinition[] = [
  ...VERSION_COLUMNS.map((each) => ({ ...each, type: each.type.replace(' NOT NULL', '') })),
  ...LASTING_IMAGE_COLUMNS.filter(isPublished),
  column('is_deleted', 'BOOLEAN', 'Whether it was removed or purged'),
];

/** Returns the view of some columns of the facts, with those that the facts currently have. */
export function imageView(columns: readonly ColumnDefinition[]): ViewDefinition {
  return {
    name: 'analytics.v_image',
    comment: 'One row per image that was ever seen, with nothing of who uploaded it',
    readableBy: 'analyst',
    replacedBy: 'analytics.v_image_2',
    columns,
    select: `SELECT ${columns.map(({ name }) => name).join(', ')}
FROM warehouse.fact_image`,
  };
}

export const image: ViewDefinition = imageView(IMAGE_COLUMNS);

const COLUMNS_2: readonly ColumnDefinition[] = [
  ...IMAGE_COLUMNS,
  ...PERSONAL_IMAGE_COLUMNS.filter(({ name }) => name === 'dominant_color'),
];

export const image2: ViewDefinition = {
  name: 'analytics.v_image_2',
  comment: 'One row per image that was ever seen, with its colour and labels in short',
  readableBy: 'analyst',
  columns: [
    ...COLUMNS_2,
    column('label_count', 'BIGINT', 'Labels that the model has found on it'),
    column('top_label', 'VARCHAR(765)', 'Label that the model names first'),
  ],
  select: `SELECT ${COLUMNS_2.map(({ name }) => `i.${name}`).join(', ')},
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

export const imageOwner: ViewDefinition = {
  name: 'analytics.v_image_owner',
  comment: 'Who uploaded which image under which name: personal data, for those who may see it',
  readableBy: 'personalData',
  columns: [
    column('image_id', 'VARCHAR(32)', 'Identity of the image'),
    UPLOAD_DAY,
    column('status', 'VARCHAR(16)', 'processed or rejected'),
    column('object_key', 'VARCHAR(1024)', 'Key of the original'),
    column('uploaded_by', 'VARCHAR(765)', 'Name that the upload carried'),
  ],
  select: `SELECT i.image_id, i.uploaded_day AS day, i.status, i.object_key, o.uploaded_by
FROM warehouse.fact_image i
JOIN warehouse.dim_owner o ON o.owner_id = i.owner_id
WHERE NOT i.is_deleted`,
};

const CAMERA_COLUMNS = PERSONAL_IMAGE_COLUMNS.filter(
  ({ since }) => since === CAMERA_COLUMNS_MIGRATION,
);

export const imageCamera: ViewDefinition = {
  name: 'analytics.v_image_camera',
  comment: 'With which camera, when and how an image was taken: personal data, never the place',
  readableBy: 'personalData',
  columns: [
    column('image_id', 'VARCHAR(32)', 'Identity of the image'),
    UPLOAD_DAY,
    ...CAMERA_COLUMNS,
  ],
  select: `SELECT image_id, uploaded_day AS day, ${CAMERA_COLUMNS.map(({ name }) => name).join(', ')}
FROM warehouse.fact_image
WHERE NOT is_deleted
  AND (${CAMERA_COLUMNS.map(({ name }) => `${name} IS NOT NULL`).join(' OR ')})`,
};

export const scriptResult: ViewDefinition = {
  name: 'analytics.v_script_result',
  comment: 'What the provided script made of the images that are stored now: it may be personal',
  readableBy: 'personalData',
  columns: [
    column('image_id', 'VARCHAR(32)', 'Identity of the image'),
    UPLOAD_DAY,
    column('script_status', 'VARCHAR(16)', 'done, or how the script failed'),
    column('script_detail', 'VARCHAR(3000)', 'Why it failed'),
    column('script_result', 'VARCHAR(32768)', 'What it returned: JSON, for JSON_PARSE'),
  ],
  select: `SELECT image_id, uploaded_day AS day, script_status, script_detail, script_result
FROM warehouse.fact_image
WHERE script_status IS NOT NULL AND NOT is_deleted`,
};
