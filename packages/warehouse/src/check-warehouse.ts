import type { DataApi, Statement } from './data-api/data-api.ts';
import { ETL_TIMEOUT_MS } from './data-api/limits.ts';
import { TABLES } from './model/tables.ts';

/** A property of all rows; `sql` counts the rows that violate it. */
export interface DataTest {
  /** For example `warehouse.dim_owner: owner_id is unique`. */
  readonly name: string;
  readonly sql: string;
}

/** A data test and the number of rows that violate it. */
export interface DataTestFailure {
  readonly name: string;
  readonly failureCount: number;
}

/** Columns that refer to keys of another table, unless they are NULL. */
const RELATIONSHIPS = [
  ['warehouse.bridge_image_label', 'image_id', 'warehouse.fact_image', 'image_id'],
  ['warehouse.bridge_image_label', 'label_id', 'warehouse.dim_label', 'label_id'],
  ['warehouse.fact_image', 'owner_id', 'warehouse.dim_owner', 'owner_id'],
  ['warehouse.fact_image', 'uploaded_day', 'warehouse.dim_date', 'day'],
  ['warehouse.fact_image', 'batch_id', 'etl.batch', 'batch_id'],
  ['warehouse.fact_image_state', 'image_id', 'warehouse.fact_image', 'image_id'],
  ['warehouse.fact_label_daily', 'label_id', 'warehouse.dim_label', 'label_id'],
  ['warehouse.fact_analysis_call', 'called_day', 'warehouse.dim_date', 'day'],
] as const;

/** Columns and all their allowed values. */
const ACCEPTED_VALUES = [
  ['warehouse.fact_image', 'op', ['U', 'D', 'P']],
  ['warehouse.fact_image', 'status', ['processed', 'rejected', 'removed', 'quarantined', 'purged']],
  ['warehouse.dim_label', 'kind', ['label', 'moderation']],
] as const;

function unique(table: string, key: readonly string[]): DataTest {
  const columns = key.join(', ');
  return {
    name: `${table}: ${columns} ${key.length === 1 ? 'is' : 'are'} unique`,
    sql: `SELECT COUNT(*) FROM (SELECT ${columns} FROM ${table} GROUP BY ${columns} HAVING COUNT(*) > 1) duplicates`,
  };
}

function notNull(table: string, column: string): DataTest {
  return {
    name: `${table}: ${column} is not null`,
    sql: `SELECT COUNT(*) FROM ${table} WHERE ${column} IS NULL`,
  };
}

function related([table, column, parent, key]: (typeof RELATIONSHIPS)[number]): DataTest {
  return {
    name: `${table}: ${column} is in ${parent}`,
    sql: `SELECT COUNT(*) FROM ${table} child LEFT JOIN ${parent} parent ON parent.${key} = child.${column} WHERE child.${column} IS NOT NULL AND parent.${key} IS NULL`,
  };
}

function accepted([table, column, values]: (typeof ACCEPTED_VALUES)[number]): DataTest {
  return {
    name: `${table}: ${column} is one of ${values.join(', ')}`,
    sql: `SELECT COUNT(*) FROM ${table} WHERE ${column} NOT IN (${values.map((value) => `'${value}'`).join(', ')})`,
  };
}

/**
 * The constraints that Redshift does not enforce: keys are unique and not null, references exist,
 * and values are known ones. They correspond to dbt's data tests.
 * @see https://docs.getdbt.com/docs/build/data-tests
 */
export const DATA_TESTS: readonly DataTest[] = [
  ...TABLES.filter(({ primaryKey }) => primaryKey.length > 0).flatMap(({ name, primaryKey }) => [
    unique(name, primaryKey),
    ...primaryKey.map((column) => notNull(name, column)),
  ]),
  ...RELATIONSHIPS.map(related),
  ...ACCEPTED_VALUES.map(accepted),
];

/**
 * Runs all data tests as one query.
 * @returns the tests that fail, in order
 */
export async function checkWarehouse(
  api: Pick<DataApi, 'query'>,
  { timeoutMs = ETL_TIMEOUT_MS }: Pick<Statement, 'timeoutMs'> = {},
): Promise<readonly DataTestFailure[]> {
  const counts = DATA_TESTS.map(
    ({ sql }, index) => `SELECT ${index} AS test_number, (${sql}) AS failure_count`,
  );
  const rows = await api.query({
    sql: `SELECT test_number, failure_count FROM (${counts.join('\nUNION ALL ')}) tests
 WHERE failure_count > 0 ORDER BY test_number`,
    columns: { test_number: 'number', failure_count: 'number' },
    timeoutMs,
  });
  return rows.map(({ test_number, failure_count }) => ({
    name: DATA_TESTS[test_number]?.name ?? '',
    failureCount: failure_count,
  }));
}
