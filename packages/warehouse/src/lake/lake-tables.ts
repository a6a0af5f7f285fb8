import type { ColumnDefinition } from '../model/definitions.ts';
import { column } from '../model/definitions.ts';
import {
  LASTING_IMAGE_COLUMNS,
  PERSONAL_IMAGE_COLUMNS,
  VERSION_COLUMNS,
} from '../model/fact-image.ts';
import { bridgeImageLabel, dimLabel, dimOwner } from '../model/tables.ts';

/** A table of the data lake: Parquet files in folders by day, `TABLE/PARTITION=2026-11-29/`. */
export interface LakeTable {
  readonly name: string;
  readonly comment: string;
  /** Those in the files. The day is in the folder's name. */
  readonly columns: readonly ColumnDefinition[];
  /** The column that the folders name, a DATE. */
  readonly partition: 'loaded_day' | 'expires_day';
  /** Whether it tells of persons, so that a file goes with what it is of. */
  readonly isPersonal: boolean;
}

/** A row for each version of an image that a batch has brought; no file of it ever changes. */
export const IMAGE_CHANGE: LakeTable = {
  name: 'image_change',
  comment: 'One row per version of an image that a batch brought, without what is personal',
  columns: [...VERSION_COLUMNS, ...LASTING_IMAGE_COLUMNS],
  partition: 'loaded_day',
  isPersonal: false,
};

/** A table that holds what the warehouse holds now, by the day on which it expires. */
export interface ExpiringLakeTable extends LakeTable {
  readonly partition: 'expires_day';
  /** The columns as Redshift selects them, in their order. */
  readonly expressions: readonly string[];
  readonly from: string;
}

const IMAGE_ID = VERSION_COLUMNS.filter(({ name }) => name === 'image_id');
const named = (columns: readonly ColumnDefinition[], ...names: readonly string[]) =>
  names.flatMap((name) => columns.filter((each) => each.name === name));

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

/** The type of a column in Redshift, without its constraints. */
export const lakeTypeOf = ({ type }: ColumnDefinition): string => type.replace(/ NOT NULL$/, '');

const EXPIRY = /^[a-z_]+\/expires_day=(\d{4}-\d\d-\d\d)\//;

/**
 * When an object of the lake is to be gone: as the day begins on which the first of its rows may expire.
 * @returns undefined for what does not expire
 */
export function lakeExpiryOf(key: string): Date | undefined {
  const day = EXPIRY.exec(key)?.[1];
  return day === undefined ? undefined : new Date(`${day}T00:00:00Z`);
}
