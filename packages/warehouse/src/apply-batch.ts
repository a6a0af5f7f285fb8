import { limitStatements } from './data-api/data-api.ts';
import { ETL_TIMEOUT_MS } from './data-api/limits.ts';
import { InvalidArgumentError } from './errors.ts';
import { LOCK_BATCHES } from './lock-batches.ts';
import { quote } from './model/definitions.ts';
import {
  LASTING_IMAGE_COLUMNS,
  PERSONAL_IMAGE_COLUMNS,
  VERSION_COLUMNS,
} from './model/fact-image.ts';
import { factAnalysisCall } from './model/tables.ts';
import { BY_IMAGE, STAGED_KINDS, type StagedKind, STAGING_TABLES } from './staged-rows.ts';

/** A batch whose files are staged. */
export interface BatchToApply {
  readonly batchId: string;
  readonly kind: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** `s3://bucket/prefix`; the manifests are `PREFIX/images.manifest` and so on. */
  readonly stagingUri: string;
  /** Number of staged rows by kind; a different number in the files aborts the batch. */
  readonly staged: Readonly<Record<StagedKind, number>>;
}

const IMAGE_COLUMNS = [...VERSION_COLUMNS, ...PERSONAL_IMAGE_COLUMNS, ...LASTING_IMAGE_COLUMNS].map(
  ({ name }) => name,
);

/**
 * Returns the statements that load a batch, for one BatchExecuteStatement, which is one
 * transaction. Repeating it changes nothing. After a newer batch, it changes only rows that the
 * newer batch did not update.
 */
export function applyBatch(batch: BatchToApply): readonly string[] {
  checkNames(batch);
  const { images, labels, calls } = batch.staged;
  return [
    limitStatements(ETL_TIMEOUT_MS),
    LOCK_BATCHES,
    ...STAGED_KINDS.flatMap((kind) => stage(kind, batch)),
    ...checkCounts(batch),
    ...(images > 0 ? mergeImages(batch) : []),
    ...(images > 0 ? mergeLabels(labels) : []),
    ...(calls > 0 ? INSERT_CALLS : []),
    enterInLedger(batch),
  ];
}

/** Validates the names, which become part of the SQL, because COPY accepts no parameters. */
function checkNames({ batchId, stagingUri }: BatchToApply): void {
  if (!/^[\w-]{1,64}$/.test(batchId)) {
    throw new InvalidArgumentError('a batch id', '1 to 64 letters, digits, _ and -', batchId);
  }
  if (!/^s3:\/\/[a-z0-9.-]+\/[\w./-]+$/.test(stagingUri)) {
    throw new InvalidArgumentError('the staging URI', 's3://BUCKET/PREFIX', stagingUri);
  }
}

/**
 * Loads the staged rows of a kind.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-file-compression.html ZSTD
 */
function stage(kind: StagedKind, { staged, stagingUri }: BatchToApply): string[] {
  const { name, columns, attributes } = STAGING_TABLES[kind];
  const isJoined = kind === 'labels' && staged.images > 0;
  if (staged[kind] === 0 && !isJoined) return [];
  const definitions = columns.map((column) => `${column.name} ${column.type}`).join(', ');
  const create = `CREATE TEMP TABLE ${name} (${definitions}) ${attributes}`;
  if (staged[kind] === 0) return [create];
  return [
    create,
    `COPY ${name} FROM ${quote(`${stagingUri}/${kind}.manifest`)} IAM_ROLE default
 FORMAT JSON 'auto' TIMEFORMAT 'auto' ZSTD MANIFEST MAXERROR 0`,
  ];
}

/**
 * Aborts the transaction unless all rows are loaded, and each image once: MERGE would insert a new
 * image twice.
 */
function checkCounts({ staged }: BatchToApply): string[] {
  const kinds = STAGED_KINDS.filter((kind) => staged[kind] > 0);
  if (kinds.length === 0) return [];
  const counts = kinds.map((kind) => {
    const distinct = kind === 'images' ? ', COUNT(DISTINCT image_id) AS image_count' : '';
    return `(SELECT COUNT(*) AS row_count${distinct} FROM ${STAGING_TABLES[kind].name}) ${kind}`;
  });
  const conditions = kinds.map((kind) => `${kind}.row_count = ${staged[kind]}`);
  if (staged.images > 0) conditions.push(`images.image_count = ${staged.images}`);
  return [
    `SELECT 1 / (CASE WHEN ${conditions.join(' AND ')} THEN 1 ELSE 0 END)
 FROM ${counts.join(', ')}`,
  ];
}

function mergeImages({ batchId }: BatchToApply): string[] {
  return [
    `DELETE FROM s_image WHERE EXISTS (SELECT 1 FROM etl.batch WHERE batch_id = '${batchId}')`,
    KNOWN_IMAGES,
    DROP_STALE,
    FORGET_STALE,
    DROP_DOUBLED,
    KEEP_WHAT_LASTS,
    dropDoubled('dim_owner', 'owner_id', 's_image'),
    RENAMED_OWNERS,
    NEW_OWNERS,
    PREVIOUS_OWNERS,
    FORGET_STATES,
    NEW_STATES,
    mergeStatement(batchId),
    FORGET_OWNERS,
  ];
}

/**
 * Looks up the batch's images in the facts once; the later statements read this small table.
 * Redshift does not enforce keys, so that damage may have doubled an image in the facts.
 */
const KNOWN_IMAGES = `CREATE TEMP TABLE s_known ${BY_IMAGE} AS
 SELECT fact_image.image_id, COUNT(*) AS row_count, ${[
   'row_version',
   'owner_id',
   'status',
   ...LASTING_IMAGE_COLUMNS.map(({ name }) => name),
 ]
   .map((name) => `MAX(fact_image.${name}) AS ${name}`)
   .join(', ')}
 FROM warehouse.fact_image JOIN s_image ON s_image.image_id = fact_image.image_id
 GROUP BY fact_image.image_id`;

const DROP_STALE = `DELETE FROM s_image USING s_known
 WHERE s_image.image_id = s_known.image_id AND s_image.row_version <= s_known.row_version`;

/** Rows that remain in it are about to be overwritten. */
const FORGET_STALE = `DELETE FROM s_known
 WHERE NOT EXISTS (SELECT 1 FROM s_image WHERE s_image.image_id = s_known.image_id)`;

/** Removes the rows of a doubled image, because MERGE would update each of them. */
const DROP_DOUBLED = `DELETE FROM warehouse.fact_image USING s_known
 WHERE fact_image.image_id = s_known.image_id AND s_known.row_count > 1`;

/** Removes the rows of doubled owners or labels of the batch, which then adds them once. */
function dropDoubled(table: string, key: string, staged: string): string {
  return `DELETE FROM warehouse.${table} WHERE ${key} IN (
 SELECT ${key} FROM warehouse.${table} WHERE ${key} IN (SELECT ${key} FROM ${staged})
 GROUP BY ${key} HAVING COUNT(*) > 1)`;
}

/**
 * Copies the lasting columns of a purged image, because a purge contains only an id and a version.
 */
const KEEP_WHAT_LASTS = `UPDATE s_image
 SET ${LASTING_IMAGE_COLUMNS.map(({ name }) => `${name} = s_known.${name}`).join(', ')}
 FROM s_known
 WHERE s_image.image_id = s_known.image_id AND s_image.op = 'P'`;

/**
 * Repairs damaged names: an owner's id is a hash of the name, so that another name with the same id
 * is damage.
 */
const RENAMED_OWNERS = `UPDATE warehouse.dim_owner SET uploaded_by = s_image.uploaded_by
 FROM s_image
 WHERE dim_owner.owner_id = s_image.owner_id AND dim_owner.uploaded_by <> s_image.uploaded_by`;

const NEW_OWNERS = `INSERT INTO warehouse.dim_owner (owner_id, uploaded_by, first_seen_at)
 SELECT owner_id, MIN(uploaded_by), GETDATE() FROM s_image
 WHERE owner_id IS NOT NULL
 AND NOT EXISTS (SELECT 1 FROM warehouse.dim_owner WHERE dim_owner.owner_id = s_image.owner_id)
 GROUP BY owner_id`;

/** Selects owners who are about to lose an image, by a purge or a change of its owner. */
const PREVIOUS_OWNERS = `CREATE TEMP TABLE s_owner AS
 SELECT DISTINCT s_known.owner_id FROM s_known
 JOIN s_image ON s_image.image_id = s_known.image_id
 WHERE s_known.owner_id IS NOT NULL
 AND (s_image.owner_id IS NULL OR s_image.owner_id <> s_known.owner_id)`;

/** Deletes owners who have no images left. */
const FORGET_OWNERS = `DELETE FROM warehouse.dim_owner USING s_owner
 WHERE dim_owner.owner_id = s_owner.owner_id
 AND NOT EXISTS (SELECT 1 FROM warehouse.fact_image WHERE fact_image.owner_id = s_owner.owner_id)`;

/** Removes the states of versions that a source restored to a point in time uses again. */
const FORGET_STATES = `DELETE FROM warehouse.fact_image_state USING s_image
 WHERE fact_image_state.image_id = s_image.image_id AND fact_image_state.row_version >= s_image.row_version`;

/** The time at which the image entered the state. A purge leaves no time in the source. */
const STATE_TIME = `CASE s_image.op WHEN 'U' THEN COALESCE(s_image.reviewed_at, s_image.processed_at, GETDATE())
 WHEN 'D' THEN COALESCE(s_image.removed_at, GETDATE()) ELSE GETDATE() END`;

/**
 * Adds the states that differ from those in the facts. After a restore from the trash the time is
 * older than that of the previous state: such a state begins at the load.
 */
const NEW_STATES = `INSERT INTO warehouse.fact_image_state
 (image_id, row_version, status, review_decision, valid_from)
 SELECT s_image.image_id, s_image.row_version, s_image.status, s_image.review_decision,
 CASE WHEN ${STATE_TIME} <= GREATEST(k.processed_at, k.reviewed_at, k.removed_at)
 THEN GETDATE() ELSE ${STATE_TIME} END
 FROM s_image LEFT JOIN s_known k ON k.image_id = s_image.image_id
 WHERE k.image_id IS NULL OR k.status <> s_image.status
 OR COALESCE(k.review_decision, '') <> COALESCE(s_image.review_decision, '')`;

/**
 * Merges the images. MERGE takes a table and no subquery.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html
 */
function mergeStatement(batchId: string): string {
  const target = [...IMAGE_COLUMNS, 'is_deleted', 'batch_id'];
  const values = [...IMAGE_COLUMNS.map((name) => `src.${name}`), IS_DELETED, `'${batchId}'`];
  const assignments = target
    .map((name, index) => `${name} = ${values[index]}`)
    .filter((assignment) => !assignment.startsWith('image_id ='));
  return `MERGE INTO warehouse.fact_image USING s_image AS src ON fact_image.image_id = src.image_id
 WHEN MATCHED THEN UPDATE SET ${assignments.join(', ')}
 WHEN NOT MATCHED THEN INSERT (${target.join(', ')})
 VALUES (${values.join(', ')})`;
}

const IS_DELETED = "CASE WHEN src.op IN ('D', 'P') THEN true ELSE false END";

function mergeLabels(staged: number): string[] {
  const clear = `DELETE FROM warehouse.bridge_image_label USING s_known
 WHERE bridge_image_label.image_id = s_known.image_id`;
  if (staged === 0) return [clear];
  const dropLabels = dropDoubled('dim_label', 'label_id', 's_label');
  return [clear, dropLabels, RENAMED_LABELS, NEW_LABELS, INSERT_LABELS];
}

/** Repairs labels in the same way as owners. */
const RENAMED_LABELS = `UPDATE warehouse.dim_label SET kind = s_label.kind, name = s_label.name
 FROM s_label
 WHERE dim_label.label_id = s_label.label_id
 AND (dim_label.kind <> s_label.kind OR dim_label.name <> s_label.name)`;

const NEW_LABELS = `INSERT INTO warehouse.dim_label (label_id, kind, name, category)
 SELECT label_id, MIN(kind), MIN(name), MIN(category) FROM s_label
 WHERE NOT EXISTS (SELECT 1 FROM warehouse.dim_label WHERE dim_label.label_id = s_label.label_id)
 GROUP BY label_id`;

const INSERT_LABELS = `INSERT INTO warehouse.bridge_image_label
 (image_id, label_id, position, confidence, taxonomy_level, model_version)
 SELECT s_label.image_id, s_label.label_id, s_label.position, s_label.confidence,
 s_label.taxonomy_level, s_label.model_version
 FROM s_label JOIN s_image
 ON s_label.image_id = s_image.image_id AND s_label.row_version = s_image.row_version`;

const CALL_COLUMNS = factAnalysisCall.columns.map(({ name }) => name);

/** Inserts new calls. A call whose id is known is the same call, sent again. */
const INSERT_CALLS = [
  `DELETE FROM warehouse.fact_analysis_call USING s_call
 WHERE fact_analysis_call.call_id = s_call.call_id`,
  `INSERT INTO warehouse.fact_analysis_call (${CALL_COLUMNS.join(', ')})
 SELECT ${CALL_COLUMNS.join(', ')} FROM s_call`,
];

/**
 * Inserts from a subquery, because an aggregate without GROUP BY always returns a row, and would
 * insert a batch twice.
 */
function enterInLedger({ batchId, kind, attempt, staged }: BatchToApply): string {
  const { images, labels, calls } = staged;
  const merged = images > 0 ? 'SELECT COUNT(*) AS n FROM s_image' : 'SELECT 0 AS n';
  return `INSERT INTO etl.batch (batch_id, kind, attempt, staged_images, merged_images, staged_labels,
 staged_calls, applied_at)
 SELECT '${batchId}', '${kind}', ${attempt}, ${images}, r.n, ${labels}, ${calls}, GETDATE()
 FROM (${merged}) r
 WHERE NOT EXISTS (SELECT 1 FROM etl.batch WHERE batch_id = '${batchId}')`;
}
