import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { listObjects } from '@miniatura/objects';
import {
  type Cell,
  LAKE_TABLES,
  type LakeTable,
  lakeTypeOf,
  type Table,
} from '@miniatura/warehouse';
import { LAKE_BUCKET } from '../stack/names.ts';

export interface LakeQuery {
  readonly sql: string;
  /** Whether the tables with personal data are there. */
  readonly seesPersonalData: boolean;
}

/**
 * Runs SQL on the files of the data lake by DuckDB, in memory and without access to anything else.
 * @throws Error of DuckDB for SQL that it cannot run
 */
export async function queryLake(
  s3: S3Client,
  { sql, seesPersonalData }: LakeQuery,
): Promise<Table> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'miniatura-lake-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const database = await DuckDBInstance.create(':memory:');
  resources.defer(() => database.closeSync());
  const connection = await database.connect();
  resources.defer(() => connection.closeSync());
  const tables = LAKE_TABLES.filter(({ isPersonal }) => seesPersonalData || !isPersonal);
  for (const table of tables) await loadTable(connection, table, { s3, folder });
  await connection.run('SET enable_external_access = false; SET lock_configuration = true');
  const reader = await connection.runAndReadAll(sql);
  const types = reader.columnTypes().map(String);
  return {
    columns: reader.columnNames().map((name, at) => ({ name, type: types[at] ?? '' })),
    rows: reader.getRowsJson().map((row) => row.map((value, at) => cellOf(value, types[at] ?? ''))),
  };
}

/** The types are ours, because a file has no type for a column that it lacks. */
async function loadTable(
  connection: DuckDBConnection,
  { name, columns, partition }: LakeTable,
  { s3, folder }: { readonly s3: S3Client; readonly folder: string },
): Promise<void> {
  const definitions = columns.map((column) => `${column.name} ${lakeTypeOf(column)}`);
  await connection.run(`CREATE TABLE ${name} (${definitions.join(', ')}, ${partition} DATE)`);
  if (!(await download(s3, `${name}/`, folder))) return;
  const files = join(folder, name, '**', '*.parquet').replaceAll("'", "''");
  await connection.run(
    `INSERT INTO ${name} BY NAME SELECT * FROM read_parquet('${files}',
 hive_partitioning = true, hive_types = {'${partition}': DATE}, union_by_name = true)`,
  );
}

/** @returns whether there was any object */
async function download(s3: S3Client, prefix: string, folder: string): Promise<boolean> {
  let hasAny = false;
  for await (const page of listObjects(s3, { bucket: LAKE_BUCKET, prefix })) {
    for (const { key } of page) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: LAKE_BUCKET, Key: key }));
      const file = join(folder, key);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, (await Body?.transformToByteArray()) ?? new Uint8Array());
      hasAny = true;
    }
  }
  return hasAny;
}

const WHOLE_NUMBER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;

/** DuckDB gives whole numbers of 64 bits and more as text, and lists and structures as JSON. */
function cellOf(value: unknown, type: string): Cell {
  if (typeof value === 'string' && WHOLE_NUMBER.test(type)) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell);
}
