import { randomUUID } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createDataApi, DATA_API_LIMITS, type DataApi, STAGING_TABLES } from '@miniatura/warehouse';
import { cpuMs } from '../measure-process.ts';
import { connectServices, type Endpoints, STAGING_BUCKET, TARGET } from './connect-services.ts';
import type { Services } from './start-services.ts';

/** Times of a load in milliseconds. The processor time includes that of the services. */
export interface LoadTimes {
  readonly durationMs: number;
  readonly cpuMs: number;
}

/**
 * Other ways to load rows into Redshift through the Data API. Each returns its times for all rows.
 */
export const OTHER_WAYS = {
  'bare COPY and MERGE': loadBare,
  'INSERT of 500': insertBy(500),
  'INSERT row by row': insertBy(1),
} as const;

/** At most this many statements are timed; the time of the others is extrapolated. */
const TIMED_STATEMENTS = 30;

const { images, labels, calls } = STAGING_TABLES;
const names = ({ columns }: (typeof STAGING_TABLES)['images']) => columns.map(({ name }) => name);
const loaded = names(images).filter((name) => name !== 'uploaded_by');

/** Loads the same files into the same tables without any checks. */
async function loadBare(services: Services): Promise<LoadTimes> {
  const { endpoints } = services;
  const api = apiOf(endpoints);
  const keys = await stagedKeys(endpoints);
  const uriOf = (kind: string) =>
    `s3://${STAGING_BUCKET}/${keys.find((key) => key.endsWith(`/${kind}.manifest`))}`;
  const stage = ({ name, columns }: typeof images, kind: string) => [
    `CREATE TEMP TABLE ${name} (${columns.map((each) => `${each.name} ${each.type}`).join(', ')})`,
    `COPY ${name} FROM '${uriOf(kind)}' IAM_ROLE default FORMAT JSON 'auto' ZSTD MANIFEST`,
  ];
  return timed(services, async () => {
    await run(api, [
      ...stage(images, 'images'),
      `MERGE INTO warehouse.fact_image USING s_image ON fact_image.image_id = s_image.image_id
 WHEN MATCHED THEN UPDATE SET row_version = s_image.row_version
 WHEN NOT MATCHED THEN INSERT (${loaded.join(', ')}, is_deleted, batch_id)
 VALUES (${loaded.map((name) => `s_image.${name}`).join(', ')}, false, 'bare')`,
      ...stage(labels, 'labels'),
      `INSERT INTO warehouse.bridge_image_label
 SELECT image_id, label_id, position, confidence, taxonomy_level, model_version FROM s_label`,
      ...stage(calls, 'calls'),
      `INSERT INTO warehouse.fact_analysis_call SELECT ${names(calls).join(', ')} FROM s_call`,
    ]);
  });
}

/** Inserts only the images, with this many rows per statement, or as many as fit into 100 KB. */
function insertBy(rowsPerStatement: number) {
  return async (services: Services): Promise<LoadTimes> => {
    const { endpoints } = services;
    const api = apiOf(endpoints);
    const rows = await stagedImages(endpoints);
    const statements = insertStatements(rows, rowsPerStatement);
    const some = statements.slice(0, TIMED_STATEMENTS);
    const ofSome = await timed(services, async () => {
      for (const sql of some) await api.queryTable({ sql });
    });
    const share = some.length / statements.length;
    return { durationMs: ofSome.durationMs / share, cpuMs: ofSome.cpuMs / share };
  };
}

function insertStatements(rows: readonly string[], rowsPerStatement: number): string[] {
  const head = `INSERT INTO warehouse.fact_image (${loaded.join(', ')}, is_deleted, batch_id) VALUES `;
  const room = DATA_API_LIMITS.maxStatementBytes - head.length;
  const statements: string[] = [];
  let values: string[] = [];
  let byteCount = 0;
  for (const row of rows) {
    if (values.length === rowsPerStatement || byteCount + row.length + 1 > room) {
      statements.push(head + values.join());
      [values, byteCount] = [[], 0];
    }
    values.push(row);
    byteCount += Buffer.byteLength(row) + 1;
  }
  return [...statements, head + values.join()];
}

async function stagedImages(endpoints: Endpoints): Promise<string[]> {
  const { s3 } = connectServices(endpoints);
  const rows: string[] = [];
  for (const Key of await stagedKeys(endpoints)) {
    if (!/\/images-\d+\.json\.zst$/.test(Key)) continue;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: STAGING_BUCKET, Key }));
    const text = zstdDecompressSync(
      (await Body?.transformToByteArray()) ?? new Uint8Array(),
    ).toString();
    for (const line of text.trimEnd().split('\n')) rows.push(valuesOf(JSON.parse(line)));
  }
  return rows;
}

function valuesOf(row: Readonly<Record<string, string | number>>): string {
  const literals = loaded.map((name) => {
    const value = row[name];
    if (value === undefined) return 'NULL';
    return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
  });
  return `(${literals.join()},false,'insert')`;
}

async function stagedKeys(endpoints: Endpoints): Promise<string[]> {
  const { s3 } = connectServices(endpoints);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: STAGING_BUCKET }));
  return Contents.map(({ Key = '' }) => Key);
}

function apiOf(endpoints: Endpoints): DataApi {
  return createDataApi(connectServices(endpoints).redshiftData, TARGET);
}

async function run(api: DataApi, sqls: readonly string[]): Promise<void> {
  await api.wait(await api.submitBatch({ sqls, name: 'bench', clientToken: randomUUID() }));
}

/** Measures the times of `work` in this process and in the services. */
async function timed(services: Services, work: () => Promise<void>): Promise<LoadTimes> {
  const startedAt = performance.now();
  const startCpuMs = cpuMs() + (await services.cpuMs());
  await work();
  const durationMs = performance.now() - startedAt;
  return { durationMs, cpuMs: cpuMs() + (await services.cpuMs()) - startCpuMs };
}
