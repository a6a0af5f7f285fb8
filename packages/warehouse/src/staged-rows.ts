import { column, type ColumnDefinition } from './model/definitions.ts';
import {
  LASTING_IMAGE_COLUMNS,
  PERSONAL_IMAGE_COLUMNS,
  VERSION_COLUMNS,
} from './model/fact-image.ts';
import { factAnalysisCall } from './model/tables.ts';

/** The kinds of rows in a batch; each has a folder of files and a manifest. */
export const STAGED_KINDS = ['images', 'labels', 'calls'] as const;
export type StagedKind = (typeof STAGED_KINDS)[number];

/** A staging table with the columns of a staged row. Rows are JSON with the same names. */
export interface StagingTable {
  readonly name: string;
  readonly columns: readonly Pick<ColumnDefinition, 'name' | 'type'>[];
  /** DISTSTYLE or DISTKEY: that of the table with which batches join it. */
  readonly attributes: string;
}

/**
 * Distributes rows as the facts, so that a batch joins them on the node that stores the image.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/merge-create-staging-table.html
 */
export const BY_IMAGE = 'DISTKEY (image_id)';

const stagedImages: StagingTable = {
  name: 's_image',
  columns: [
    ...VERSION_COLUMNS,
    ...PERSONAL_IMAGE_COLUMNS,
    ...LASTING_IMAGE_COLUMNS,
    column('uploaded_by', 'VARCHAR(765)', 'Name that the upload carried'),
  ],
  attributes: BY_IMAGE,
};

const stagedLabels: StagingTable = {
  name: 's_label',
  columns: [
    { name: 'image_id', type: 'VARCHAR(32) NOT NULL' },
    // The version tells which labels belong to the row, because both are read at different times.
    { name: 'row_version', type: 'BIGINT NOT NULL' },
    { name: 'label_id', type: 'VARCHAR(32) NOT NULL' },
    { name: 'kind', type: 'VARCHAR(16) NOT NULL' },
    { name: 'name', type: 'VARCHAR(765) NOT NULL' },
    { name: 'category', type: 'VARCHAR(765)' },
    { name: 'position', type: 'INTEGER NOT NULL' },
    { name: 'confidence', type: 'DECIMAL(7,4) NOT NULL' },
    { name: 'taxonomy_level', type: 'INTEGER' },
    { name: 'model_version', type: 'VARCHAR(765) NOT NULL' },
  ],
  attributes: BY_IMAGE,
};

const stagedCalls: StagingTable = {
  name: 's_call',
  columns: factAnalysisCall.columns,
  attributes: 'DISTSTYLE EVEN',
};

export const STAGING_TABLES: Readonly<Record<StagedKind, StagingTable>> = {
  images: stagedImages,
  labels: stagedLabels,
  calls: stagedCalls,
};

/** A staged row by column names. JSON has no field for an undefined value, which is NULL for COPY. */
export type StagedRow = Readonly<Record<string, string | number | undefined>>;
