import { column, type TableDefinition } from './definitions.ts';
import { factImage } from './fact-image.ts';

/**
 * Small tables that every slice joins have a copy on each node. Migration 0012 changes this for
 * those of them that loads change.
 */
const ON_EVERY_NODE = 'DISTSTYLE ALL';

export const batchLedger: TableDefinition = {
  name: 'etl.batch',
  comment: 'Ledger of the batches that are in the warehouse: written in the transaction of each',
  columns: [
    column('batch_id', 'VARCHAR(64) NOT NULL', 'Name of the batch'),
    column('kind', 'VARCHAR(16) NOT NULL', 'changes, or the copy of a range of images or calls'),
    column('attempt', 'INTEGER NOT NULL', 'Which attempt succeeded, from 1'),
    column('staged_images', 'BIGINT NOT NULL', 'Images that were staged'),
    column('merged_images', 'BIGINT NOT NULL', 'Images that were newer than the warehouse knew'),
    column('staged_labels', 'BIGINT NOT NULL', 'Labels that were staged'),
    column('staged_calls', 'BIGINT NOT NULL', 'Paid calls that were staged'),
    column('applied_at', 'TIMESTAMP NOT NULL', 'When the transaction ran, UTC'),
  ],
  primaryKey: ['batch_id'],
  attributes: `${ON_EVERY_NODE} SORTKEY (applied_at)`,
};

/** The migration that adds the lock and the state of runs. */
export const RUN_TABLES_MIGRATION = '0007-runs';

export const batchLock: TableDefinition = {
  name: 'etl.batch_lock',
  comment: 'Empty: a batch locks it, so that readers of the ledger need not wait',
  columns: [column('never', 'INTEGER', 'Nothing')],
  primaryKey: [],
  attributes: 'DISTSTYLE AUTO',
  since: RUN_TABLES_MIGRATION,
};

export const runState: TableDefinition = {
  name: 'etl.run_state',
  comment: 'What the runs of the ETL say of themselves: one row',
  columns: [
    column('last_success_at', 'TIMESTAMP', 'When a run has last carried all that it could, UTC'),
    column('oldest_pending_at', 'TIMESTAMP', 'Since when a change waits; empty when none does'),
  ],
  primaryKey: [],
  attributes: 'DISTSTYLE ALL',
  since: RUN_TABLES_MIGRATION,
};

export const dimDate: TableDefinition = {
  name: 'warehouse.dim_date',
  comment: 'One row per day from 2024 to 2043',
  columns: [
    column('day', 'DATE NOT NULL', 'The day'),
    column('year', 'INTEGER NOT NULL', 'Year'),
    column('quarter', 'INTEGER NOT NULL', 'Quarter, 1 to 4'),
    column('month', 'INTEGER NOT NULL', 'Month, 1 to 12'),
    column('iso_week', 'INTEGER NOT NULL', 'Week as ISO 8601 counts them, 1 to 53'),
    column('day_of_month', 'INTEGER NOT NULL', 'Day of the month, 1 to 31'),
    column('day_of_week', 'INTEGER NOT NULL', 'Day of the week, 0 for Sunday to 6 for Saturday'),
    column('is_weekend', 'BOOLEAN NOT NULL', 'Whether it is a Saturday or a Sunday'),
  ],
  primaryKey: ['day'],
  attributes: `${ON_EVERY_NODE} SORTKEY (day)`,
};

export const dimOwner: TableDefinition = {
  name: 'warehouse.dim_owner',
  comment: 'Who uploaded: gone with the last image of an owner that is there',
  columns: [
    column('owner_id', 'VARCHAR(32) NOT NULL', 'Surrogate: a hash of the name'),
    column('uploaded_by', 'VARCHAR(765) NOT NULL', 'Name that the uploads carried'),
    column('first_seen_at', 'TIMESTAMP NOT NULL', 'When the first batch named this owner, UTC'),
  ],
  primaryKey: ['owner_id'],
  attributes: `${ON_EVERY_NODE} SORTKEY (owner_id)`,
};

export const dimLabel: TableDefinition = {
  name: 'warehouse.dim_label',
  comment: 'What a model can see: one row per kind and name',
  columns: [
    column('label_id', 'VARCHAR(32) NOT NULL', 'Surrogate: a hash of kind and name'),
    column('kind', 'VARCHAR(16) NOT NULL', 'label, or moderation for what may offend'),
    column('name', 'VARCHAR(765) NOT NULL', 'Name that the model gives it'),
    column('category', 'VARCHAR(765)', 'Parent that the model names first'),
  ],
  primaryKey: ['label_id'],
  attributes: `${ON_EVERY_NODE} SORTKEY (label_id)`,
};

export const bridgeImageLabel: TableDefinition = {
  name: 'warehouse.bridge_image_label',
  comment: 'Which labels an image has; an image that is removed or purged has none',
  columns: [
    column('image_id', 'VARCHAR(32) NOT NULL', 'Key of fact_image'),
    column('label_id', 'VARCHAR(32) NOT NULL', 'Key of dim_label'),
    column('position', 'INTEGER NOT NULL', 'Place in the answer of the model, from 0'),
    column('confidence', 'DECIMAL(7,4) NOT NULL', 'How sure the model is, in percent'),
    column('taxonomy_level', 'INTEGER', 'Level of a moderation label in its taxonomy'),
    column('model_version', 'VARCHAR(765) NOT NULL', 'Version of the model'),
  ],
  primaryKey: ['image_id', 'label_id'],
  attributes: 'DISTSTYLE KEY DISTKEY (image_id) SORTKEY (image_id)',
};

export const factAnalysisCall: TableDefinition = {
  name: 'warehouse.fact_analysis_call',
  comment: 'One row per call to a model that is paid for',
  columns: [
    column('call_id', 'BIGINT NOT NULL', 'Number of the call in the source'),
    column('image_id', 'VARCHAR(32) NOT NULL', 'Image that it was made for'),
    column('operation', 'VARCHAR(192) NOT NULL', 'Operation, such as DetectLabels'),
    column('model_version', 'VARCHAR(765)', 'Model that answered'),
    column('called_at', 'TIMESTAMP NOT NULL', 'When the call was made, UTC'),
    column('called_day', 'DATE NOT NULL', 'Day of the call, UTC'),
    column('outcome', 'VARCHAR(192) NOT NULL', 'done, or the name of the error'),
    column('request_units', 'BIGINT NOT NULL', 'Units that it is billed by'),
  ],
  primaryKey: ['call_id'],
  attributes: 'DISTSTYLE EVEN SORTKEY (called_day)',
};

export const dimAnalysisPrice: TableDefinition = {
  name: 'warehouse.dim_analysis_price',
  comment: 'List price of an operation; update it to what your contract says',
  columns: [
    column('operation', 'VARCHAR(192) NOT NULL', 'Operation, such as DetectLabels'),
    column('usd_per_unit', 'DECIMAL(12,6) NOT NULL', 'US dollars per billed unit'),
  ],
  primaryKey: ['operation'],
  attributes: ON_EVERY_NODE,
};

export const factStorageDaily: TableDefinition = {
  name: 'warehouse.fact_storage_daily',
  comment: 'What was stored at the last load of a day; a day without a load changed nothing',
  columns: [
    column('snapshot_day', 'DATE NOT NULL', 'Day of the load, UTC'),
    column(
      'media_type',
      'VARCHAR(381) NOT NULL',
      'Type of the originals; unknown where none was found',
    ),
    column('image_count', 'BIGINT NOT NULL', 'Originals stored'),
    column('byte_count', 'BIGINT NOT NULL', 'Size of the originals in bytes'),
    column('rendition_count', 'BIGINT NOT NULL', 'Thumbnails stored'),
    column('rendition_byte_count', 'BIGINT NOT NULL', 'Size of the thumbnails in bytes'),
  ],
  primaryKey: ['snapshot_day', 'media_type'],
  attributes: `${ON_EVERY_NODE} SORTKEY (snapshot_day)`,
};

export const factLabelDaily: TableDefinition = {
  name: 'warehouse.fact_label_daily',
  comment: 'How many stored images had a label at the last load of a day: it outlives the images',
  columns: [
    column('snapshot_day', 'DATE NOT NULL', 'Day of the load, UTC'),
    column('label_id', 'VARCHAR(32) NOT NULL', 'Key of dim_label'),
    column('image_count', 'BIGINT NOT NULL', 'Images that had the label'),
  ],
  primaryKey: ['snapshot_day', 'label_id'],
  attributes: 'DISTSTYLE EVEN SORTKEY (snapshot_day)',
};

export const IMAGE_STATES_MIGRATION = '0010-image-states';

/** Contains no personal data, so that a purge keeps it. */
export const factImageState: TableDefinition = {
  name: 'warehouse.fact_image_state',
  comment: 'One row per state that an image was loaded in; a purge keeps it',
  columns: [
    column('image_id', 'VARCHAR(32) NOT NULL', 'Key of fact_image'),
    column('row_version', 'BIGINT NOT NULL', 'Version that brought the state'),
    column('status', 'VARCHAR(16) NOT NULL', 'processed, quarantined, rejected, removed, purged'),
    column('review_decision', 'VARCHAR(16)', 'approve or reject, where a person has decided'),
    column('valid_from', 'TIMESTAMP NOT NULL', 'When the state began, UTC'),
  ],
  primaryKey: ['image_id', 'row_version'],
  // Batches and the view find rows by image, on the node that stores the facts of the image.
  attributes: 'DISTSTYLE KEY DISTKEY (image_id) SORTKEY (image_id)',
  since: IMAGE_STATES_MIGRATION,
};

/** The tables; each comes after those that it refers to. */
export const TABLES: readonly TableDefinition[] = [
  batchLedger,
  batchLock,
  runState,
  dimDate,
  dimOwner,
  dimLabel,
  factImage,
  bridgeImageLabel,
  dimAnalysisPrice,
  factAnalysisCall,
  factStorageDaily,
  factLabelDaily,
  factImageState,
];
