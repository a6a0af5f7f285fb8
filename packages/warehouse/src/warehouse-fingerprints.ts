import { CHECKSUMMED_COLUMNS } from './checksummed-columns.ts';
import type { DataApi, Statement } from './data-api/data-api.ts';
import { ETL_TIMEOUT_MS } from './data-api/limits.ts';
import {
  CALL_BUCKETS,
  type Fingerprint,
  type FingerprintScope,
  NO_DAY,
  type Subject,
} from './fingerprint.ts';
import { checksumSql } from './row-checksum.ts';

interface SubjectSql {
  /** The key to group rows by. */
  readonly keys: Readonly<Record<FingerprintScope['by'], string>>;
  /** SQL that selects one row with checksums per key. */
  readonly select: (key: string) => string;
  readonly conditions: readonly string[];
}

const { versions, values, labels, calls } = CHECKSUMMED_COLUMNS;

/**
 * Reads kind and name from the dimension; a label without an entry there differs from all others.
 */
const labelColumn = (name: string) => `${name === 'kind' || name === 'name' ? 'l' : 'b'}.${name}`;

/** Follows from `op`; a row in which it does not differs from all others. */
const CHECKED_OP = "CASE WHEN i.is_deleted = (i.op = 'D') THEN i.op END";

function imageColumn(name: string): string {
  if (name === 'op') return CHECKED_OP;
  return `${name === 'uploaded_by' ? 'o' : 'i'}.${name}`;
}

const IMAGES: SubjectSql = {
  keys: {
    day: `COALESCE(TO_CHAR(i.uploaded_day, 'YYYY-MM-DD'), '${NO_DAY}')`,
    bucket: 'SUBSTRING(i.image_id, 1, 2)',
    row: 'i.image_id',
  },
  select: (key) => `SELECT ${key} AS key, ${checksumSql(versions, imageColumn)} AS versions,
 ${checksumSql(values, imageColumn)} AS row_values,
 COALESCE(labelled.labels, CAST(0 AS DECIMAL(38,0))) AS labels
 FROM warehouse.fact_image i
 LEFT JOIN warehouse.dim_owner o ON o.owner_id = i.owner_id
 LEFT JOIN (
 SELECT b.image_id, SUM(${checksumSql(labels, labelColumn)}) AS labels
 FROM warehouse.bridge_image_label b
 LEFT JOIN warehouse.dim_label l ON l.label_id = b.label_id
 GROUP BY b.image_id
 ) labelled ON labelled.image_id = i.image_id`,
  conditions: ["i.op <> 'P'"],
};

const CALLS: SubjectSql = {
  keys: {
    day: "TO_CHAR(c.called_day, 'YYYY-MM-DD')",
    bucket: `CAST(MOD(c.call_id, ${CALL_BUCKETS}) AS VARCHAR(3))`,
    row: 'CAST(c.call_id AS VARCHAR(20))',
  },
  select: (key) => `SELECT ${key} AS key, CAST(0 AS DECIMAL(38,0)) AS versions,
 ${checksumSql(calls, (name) => `c.${name}`)} AS row_values, CAST(0 AS DECIMAL(38,0)) AS labels
 FROM warehouse.fact_analysis_call c`,
  conditions: [],
};

const SUBJECT_SQL: Readonly<Record<Subject, SubjectSql>> = { image: IMAGES, call: CALLS };

/** Selects counts and checksums of the rows that are not purged, by day or finer. */
export function fingerprintQuery(scope: FingerprintScope): Statement {
  const { keys, select, conditions } = SUBJECT_SQL[scope.subject];
  const parameters = {
    ...(scope.by !== 'day' ? { day: scope.day } : {}),
    ...(scope.by === 'row' && scope.bucket !== undefined ? { bucket: scope.bucket } : {}),
  };
  const all = [
    ...conditions,
    ...Object.keys(parameters).map((name) => `${keys[name as 'day' | 'bucket']} = :${name}`),
  ];
  const where = all.length > 0 ? `\n WHERE ${all.join(' AND ')}` : '';
  const sum = (name: string) => `CAST(SUM(${name}) AS VARCHAR(40))`;
  return {
    sql: `SELECT key, COUNT(*) AS rows_in_group, ${sum('versions')} AS versions,
 ${sum('row_values')} AS row_values, ${sum('labels')} AS labels
 FROM (
 ${select(keys[scope.by])}${where}
 ) found
 GROUP BY key
 ORDER BY key`,
    parameters,
  };
}

/** Returns fingerprints of the warehouse's rows, by key. */
export async function warehouseFingerprints(
  api: DataApi,
  scope: FingerprintScope,
): Promise<readonly Fingerprint[]> {
  const rows = await api.query({
    ...fingerprintQuery(scope),
    timeoutMs: ETL_TIMEOUT_MS,
    columns: {
      key: 'string',
      rows_in_group: 'number',
      versions: 'string',
      row_values: 'string',
      labels: 'string',
    },
  });
  return rows.map(({ key, rows_in_group, versions: ofVersions, row_values, labels: ofLabels }) => ({
    key,
    rows: rows_in_group,
    versions: ofVersions,
    values: row_values,
    labels: ofLabels,
  }));
}
