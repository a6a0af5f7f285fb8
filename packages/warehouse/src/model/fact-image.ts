import { LOADED_IMAGE_COLUMNS, type LoadedImageColumn } from '@miniatura/metadata/image-columns';
import { compareNames } from '../compare-names.ts';
import { column, type ColumnDefinition, type TableDefinition } from './definitions.ts';

/** The migration that adds the columns of duplicates and of the provided script. */
export const SCRIPT_COLUMNS_MIGRATION = '0003-duplicates-and-scripts';

/** The migration that adds the columns of moderation labels and reviews. */
export const MODERATION_COLUMNS_MIGRATION = '0005-moderation';

/** The migration that adds the camera facts. */
export const CAMERA_COLUMNS_MIGRATION = '0009-camera';

function definitionOf({ name, type, comment, kept, since }: LoadedImageColumn): ColumnDefinition {
  const text = kept === 'personal' ? `${comment}; gone after a purge` : comment;
  return { ...column(name, type, text), ...(since === undefined ? {} : { since }) };
}

const isOfVersion = ({ type }: LoadedImageColumn) => type.endsWith(' NOT NULL');

/** The columns that identify an image's version; they are also known for a purged image. */
export const VERSION_COLUMNS = LOADED_IMAGE_COLUMNS.filter(isOfVersion).map(definitionOf);

/** The personal columns, which a purge clears: the owner, names, and what the image shows. */
export const PERSONAL_IMAGE_COLUMNS = LOADED_IMAGE_COLUMNS.filter(
  ({ kept }) => kept === 'personal',
).map(definitionOf);

const LASTING = LOADED_IMAGE_COLUMNS.filter(
  (each) => each.kept === 'lasting' && !isOfVersion(each),
).map(definitionOf);

const RENDITION_COLUMNS: readonly ColumnDefinition[] = [
  column('rendition_count', 'BIGINT', 'Number of thumbnails'),
  column('rendition_byte_count', 'BIGINT', 'Size of all thumbnails in bytes'),
];
const RENDITIONS_FOLLOW = LASTING.findIndex(({ name }) => name === 'frame_count') + 1;

/** The columns that a purge keeps, so that historical counts do not change. */
export const LASTING_IMAGE_COLUMNS: readonly ColumnDefinition[] = LASTING.toSpliced(
  RENDITIONS_FOLLOW,
  0,
  ...RENDITION_COLUMNS,
);

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

const migrationOf = ({ since = '' }: ColumnDefinition) => since;

export const factImage: TableDefinition = {
  name: 'warehouse.fact_image',
  comment: 'One row per image that was ever seen, as it is now',
  // Columns that a migration adds come last, as in the table.
  columns: COLUMNS.toSorted((a, b) => compareNames(migrationOf(a), migrationOf(b))),
  primaryKey: ['image_id'],
  // Batches and the bridge join on the image, within a slice; analysts filter by day.
  attributes: 'DISTSTYLE KEY DISTKEY (image_id) SORTKEY (uploaded_day)',
};
