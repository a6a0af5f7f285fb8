import { column, type ColumnDefinition } from '../model/definitions.ts';
import {
  LASTING_IMAGE_COLUMNS,
  PERSONAL_IMAGE_COLUMNS,
  VERSION_COLUMNS,
} from '../model/fact-image.ts';
import { bridgeImageLabel, dimLabel, dimOwner } from '../model/tables.ts';

/** A table of the data lake: Parquet files in one folder per day, `TABLE/PARTITION=2026-11-29/`. */
export interface LakeTable {
  readonly name: string;
  readonly comment: string;
  /** The columns in the files. The day is only in the folder's name. */
  readonly columns: readonly ColumnDefinition[];
  /** The DATE column after which the folders are named. */
  readonly partition: 'loaded_day' | 'expires_day';
  /**
   * True if the table contains personal data, so that its files must be deleted with their images.
   */
  readonly isPersonal: boolean;
}

/** One row for each version of an image that a batch has loaded. Its files never change. */
export const IMAGE_CHANGE: LakeTable = {
  name: 'image_change',
  comment: 'One row per version of an image that a batch brought, without what is personal',
  columns: [...VERSION_COLUMNS, ...LASTING_IMAGE_COLUMNS],
  partition: 'loaded_day',
  isPersonal: false,
};

/** A table with the current rows of the warehouse, in folders by day of expiry. */
export interface ExpiringLakeTable extends LakeTable {
  readonly partition: 'expires_day';
  /** The expressions that Redshift selects, in the order of the columns. */
  readonly expressions: readonly string[];
  readonly from: string;
}

const IMAGE_ID = VERSION_COLUMNS.filter(({ name }) => name === 'image_id');
function named(columns: readonly ColumnDefinition[], ...names: readonly string[]) {
  return names.flatMap((name) => columns.filter((each) => each.name === name));
}

const LABEL_COLUMNS = [
  ...named(dimLabel.columns, 'kind', 'name', 'category'),
  ...named(bridgeImageLabel.columns, 'position', 'confidence', 'taxonomy_level', 'model_version'),
];
const IMAGE = 'warehouse.fact_image i';

export const EXPIRING_LAKE_TABLES: readonly ExpiringLakeTable[] = [
  {
    name: 'image_personal',
    comment: 'What is personal of the images that are there',
    columns: [
      ...IMAGE_ID,
      ...PERSONAL_IMAGE_COLUMNS,
      column('uploaded_by', 'VARCHAR(765)', 'Name that the upload carried'),
    ],
    partition: 'expires_day',
    isPersonal: true,
    expressions: [
      ...[...IMAGE_ID, ...PERSONAL_IMAGE_COLUMNS].map(({ name }) => `i.${name}`),
      'o.uploaded_by',
    ],
    from: `${IMAGE} LEFT JOIN ${dimOwner.name} o ON o.owner_id = i.owner_id`,
  },
  {
    name: 'image_label',
    comment: 'Labels of the images that are there',
    columns: [...IMAGE_ID, ...LABEL_COLUMNS],
    partition: 'expires_day',
    isPersonal: false,
    expressions: [
      'i.image_id',
      ...['kind', 'name', 'category'].map((name) => `l.${name}`),
      ...['position', 'confidence', 'taxonomy_level', 'model_version'].map((name) => `b.${name}`),
    ],
    from: `${IMAGE} JOIN ${bridgeImageLabel.name} b ON b.image_id = i.image_id
 JOIN ${dimLabel.name} l ON l.label_id = b.label_id`,
  },
];

export const LAKE_TABLES: readonly LakeTable[] = [IMAGE_CHANGE, ...EXPIRING_LAKE_TABLES];

/** Returns the type of a column in Redshift without its constraints. */
export const lakeTypeOf = ({ type }: ColumnDefinition): string => type.replace(/ NOT NULL$/, '');

const EXPIRY = /^[a-z_]+\/expires_day=(\d{4}-\d\d-\d\d)\//;

/**
 * Returns when an object of the data lake must be deleted: at the start of the day on which the
 * first of its rows may expire.
 * @returns undefined for an object that does not expire
 */
export function lakeExpiryOf(key: string): Date | undefined {
  const day = EXPIRY.exec(key)?.[1];
  return day === undefined ? undefined : new Date(`${day}T00:00:00Z`);
}
