import {
  column,
  firstColumns,
  type ColumnDefinition,
  type TableDefinition,
} from './definitions.ts';

/** The migration that adds what is known of duplicates and of the provided script. */
export const SCRIPT_COLUMNS_MIGRATION = '0003-duplicates-and-scripts';

/** The migration that adds what moderation says, and those who review it. */
export const MODERATION_COLUMNS_MIGRATION = '0005-moderation';

const since = (migration: string, columns: readonly ColumnDefinition[]) =>
  columns.map((each) => ({ ...each, since: migration }));

/**
 * What a purge leaves nothing of: who it was, what it was called, what could be seen on it. VARCHAR
 * counts bytes: text of n UTF-16 units takes up to 3n of them.
 */
export const PERSONAL_IMAGE_COLUMNS: readonly ColumnDefinition[] = [
  column('object_key', 'VARCHAR(1024)', 'Key of the original; gone after a purge'),
  column('owner_id', 'VARCHAR(32)', 'Who uploaded it: a key of dim_owner; gone after a purge'),
  column('sha256', 'VARCHAR(64)', 'SHA-256 of the bytes, equal for duplicates; gone after a purge'),
  column('perceptual_hash', 'VARCHAR(16)', 'Hash of what is seen; gone after a purge'),
  column('dominant_color', 'VARCHAR(7)', 'Most frequent colour, #rrggbb; gone after a purge'),
  column('alt_text', 'VARCHAR(12000)', 'Description in words; gone after a purge'),
  column('analysis_detail', 'VARCHAR(3000)', 'Why it was not analysed; gone after a purge'),
  column('rejection_message', 'VARCHAR(3000)', 'Why it was rejected, in words; gone after a purge'),
  column('warning', 'VARCHAR(3000)', 'What was odd about it; gone after a purge'),
  ...since(SCRIPT_COLUMNS_MIGRATION, [
    column('script_detail', 'VARCHAR(3000)', 'Why the script failed; gone after a purge'),
    column('script_result', 'VARCHAR(32768)', 'What the script returned, JSON; gone after a purge'),
  ]),
];

/** What a purge leaves, so that the counts of history survive. */
export const LASTING_IMAGE_COLUMNS: readonly ColumnDefinition[] = [
  column('bucket', 'VARCHAR(255)', 'Bucket of the original'),
  column('media_type', 'VARCHAR(381)', 'Type found in the bytes, such as image/jpeg'),
  column('byte_count', 'BIGINT', 'Size of the original in bytes'),
  column('width', 'BIGINT', 'Width in pixels, upright'),
  column('height', 'BIGINT', 'Height in pixels, upright'),
  column('frame_count', 'BIGINT', 'Number of frames; more than 1 for an animation'),
  column('rendition_count', 'BIGINT', 'Number of thumbnails'),
  column('rendition_byte_count', 'BIGINT', 'Size of all thumbnails in bytes'),
  column('analysis_status', 'VARCHAR(16)', 'done, skipped, failed, or reused from a duplicate'),
  column('alt_text_source', 'VARCHAR(16)', 'Where the description is from: model or labels'),
  column('alt_text_model', 'VARCHAR(765)', 'Model that wrote the description'),
  column('upload_channel', 'VARCHAR(32)', 'Door it came in by: api, kafka, s3, import or others'),
  column('rejection_code', 'VARCHAR(192)', 'Stable code of why it was rejected'),
  column('uploaded_at', 'TIMESTAMP', 'When it was uploaded, UTC'),
  column('uploaded_day', 'DATE', 'Day of the upload, UTC: a key of dim_date'),
  column('processed_at', 'TIMESTAMP', 'When its thumbnails were made or it was rejected, UTC'),
  column('removed_at', 'TIMESTAMP', 'When its owner removed it, UTC'),
  column('expires_at', 'TIMESTAMP', 'When it is to be purged, UTC'),
  ...since(SCRIPT_COLUMNS_MIGRATION, [
    column('duplicate_of', 'VARCHAR(32)', 'Image that had the same bytes first; it may be gone'),
    column('script_status', 'VARCHAR(16)', 'done, or how the provided script failed'),
  ]),
  ...since(MODERATION_COLUMNS_MIGRATION, [
    column('moderation_verdict', 'VARCHAR(16)', 'allow, flag or quarantine; empty if not judged'),
    column('moderation_policy', 'VARCHAR(192)', 'Version of the policy that the verdict is by'),
    column('review_decision', 'VARCHAR(16)', 'approve or reject, where a person has decided'),
    column('reviewed_at', 'TIMESTAMP', 'When a person has decided, UTC'),
  ]),
];

/** What the source says of an image's version. */
export const VERSION_COLUMNS: readonly ColumnDefinition[] = [
  column('image_id', 'VARCHAR(32) NOT NULL', 'Identity: a hash of bucket and key'),
  column(
    'row_version',
    'BIGINT NOT NULL',
    'Version in the source; only a higher one changes a row',
  ),
  column('op', 'CHAR(1) NOT NULL', 'Last change: U upserted, D removed by its owner, P purged'),
  column('status', 'VARCHAR(16) NOT NULL', 'processed, quarantined, rejected, removed, purged'),
];

const LOAD_COLUMNS: readonly ColumnDefinition[] = [
  column('is_deleted', 'BOOLEAN NOT NULL', 'Whether it was removed or purged'),
  column('batch_id', 'VARCHAR(64) NOT NULL', 'Batch that brought this version: a key of etl.batch'),
];

const COLUMNS: readonly ColumnDefinition[] = [
  ...VERSION_COLUMNS,
  ...PERSONAL_IMAGE_COLUMNS,
  ...LASTING_IMAGE_COLUMNS,
  ...LOAD_COLUMNS,
];

export const factImage: TableDefinition = {
  name: 'warehouse.fact_image',
  comment: 'One row per image that was ever seen, as it is now',
  // What is added to a table comes after all that it had.
  columns: [...firstColumns(COLUMNS), ...COLUMNS.filter((each) => each.since !== undefined)],
  primaryKey: ['image_id'],
  // Batches and the bridge join on the image, within a slice; analysts ask by day.
  attributes: 'DISTSTYLE KEY DISTKEY (image_id) SORTKEY (uploaded_day)',
};
