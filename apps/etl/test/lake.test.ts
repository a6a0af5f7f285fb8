import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { imageIdOf, type Metadata } from '@miniatura/metadata';
import { SQLITE } from '@miniatura/metadata/test-support/sqlite-engine';
import { tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type EtlDependencies, runEtl } from '../src/index.ts';
import { s3LakeFiles } from '../src/lake-files.ts';
import { etlOf } from './both-sides.ts';
import { BUCKET, processedImage, removeImage } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const LAKE = 'lake-bucket';
const DAY_MS = 24 * 60 * 60 * 1000;
const warehouse = useWarehouse();

/** At noon, in so many days. */
function inDays(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}T12:00:00.000Z`;
}
const dayOf = (time: string): string => time.slice(0, 10);

beforeAll(async () => {
  await warehouse.s3.send(new CreateBucketCommand({ Bucket: LAKE }));
});
beforeEach(async () => {
  await emptyWarehouse(warehouse.api);
  for (const Key of await keys()) {
    await warehouse.s3.send(new DeleteObjectCommand({ Bucket: LAKE, Key }));
  }
});

async function keys(prefix = ''): Promise<string[]> {
  const command = new ListObjectsV2Command({ Bucket: LAKE, Prefix: prefix });
  const { Contents = [] } = await warehouse.s3.send(command);
  return Contents.map(({ Key = '' }) => Key);
}

async function fileOf(Key: string): Promise<Uint8Array> {
  const { Body } = await warehouse.s3.send(new GetObjectCommand({ Bucket: LAKE, Key }));
  return Body!.transformToByteArray();
}

function etlWithLake(metadata: Metadata, changes: Partial<EtlDependencies> = {}): EtlDependencies {
  return etlOf(warehouse, metadata, { lake: s3LakeFiles(warehouse.s3, LAKE), ...changes });
}

function record(metadata: Metadata, key: string, expiresAt: string) {
  return metadata.recordProcessed(processedImage(key, { expiresAt }));
}

/** Rows of a file, as DuckDB reads them. */
async function select(key: string, columns: string): Promise<unknown[]> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lake-'));
  resources.defer(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file.parquet'), await fileOf(key));
  const database = await DuckDBInstance.create(':memory:');
  resources.defer(() => database.closeSync());
  const connection = await database.connect();
  resources.defer(() => connection.closeSync());
  const sql = `SELECT ${columns} FROM read_parquet('${join(folder, 'file.parquet')}') ORDER BY ALL`;
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

test('A batch becomes a file of its own, and each expiring table one by its day', () =>
  withSource(SQLITE, async (metadata) => {
    // Computed once, because the day may change during the test.
    const expiries = [inDays(3), inDays(5)] as const;
    await record(metadata, 'a', expiries[0]);
    await record(metadata, 'b', expiries[1]);
    await runEtl(etlWithLake(metadata));
    const [ledger] = await warehouse.select(
      `SELECT batch_id, TO_CHAR(applied_at, 'YYYY-MM-DD') AS day FROM etl.batch`,
    );
    expect(await keys()).toEqual([
      `image_change/loaded_day=${String(ledger?.['day'])}/${String(ledger?.['batch_id'])}-000.parquet`,
      ...['image_label', 'image_personal'].flatMap((table) =>
        expiries.map((time) => `${table}/expires_day=${dayOf(time)}/0000_part_00.parquet`),
      ),
    ]);
  }));

test('DuckDB, and parquet-wasm with Arrow, read each column in the type that it has', () =>
  withSource(SQLITE, async (metadata) => {
    await record(metadata, 'a', inDays(3));
    await runEtl(etlWithLake(metadata));
    const [changes = '', labels = '', personal = ''] = await keys();
    const image = imageIdOf(BUCKET, 'a');
    const typed = 'image_id, byte_count, typeof(byte_count), uploaded_at, typeof(uploaded_at)';
    expect(await select(changes, typed)).toEqual([
      [image, '5000', 'BIGINT', '2026-11-20 10:00:00', 'TIMESTAMP'],
    ]);
    expect(await select(labels, 'name, confidence, typeof(confidence), category')).toEqual([
      ['Cat', '99.8765', 'DECIMAL(7,4)', 'Animal'],
      ['Sofa', '60.5000', 'DECIMAL(7,4)', null],
    ]);
    expect(await select(personal, 'uploaded_by, object_key, warning')).toEqual([
      ['ada@example.org', 'a', null],
    ]);
    const table = tableFromIPC(readParquet(await fileOf(changes)).intoIPCStream());
    const field = (name: string) => String(table.schema.fields.find((each) => each.name === name));
    expect(table.toArray()).toMatchObject([{ image_id: image, byte_count: 5000n }]);
    expect(field('uploaded_at')).toBe('uploaded_at: Timestamp<MICROSECOND>');
    // No value says of what type it is.
    expect(field('rejection_code')).toBe('rejection_code: Utf8');
    expect(field('removed_at')).toBe('removed_at: Timestamp<MICROSECOND>');
  }));

test('Personal data of a removed image is deleted with the next load, and the file with the last image', () =>
  withSource(SQLITE, async (metadata) => {
    const expiry = inDays(3);
    await record(metadata, 'a', expiry);
    await record(metadata, 'b', expiry);
    await runEtl(etlWithLake(metadata));
    await removeImage(metadata, 'a');
    await runEtl(etlWithLake(metadata));
    const [personal = ''] = await keys('image_personal/');
    expect(await select(personal, 'object_key')).toEqual([['b']]);
    const [labels = ''] = await keys('image_label/');
    expect(await select(labels, 'DISTINCT image_id')).toEqual([[imageIdOf(BUCKET, 'b')]]);
    await removeImage(metadata, 'b');
    await runEtl(etlWithLake(metadata));
    expect(await keys('image_personal/')).toEqual([]);
    expect(await keys('image_label/')).toEqual([]);
    expect(await keys('image_change/')).toHaveLength(3);
  }));

test('What expires today or has expired is not written', () =>
  withSource(SQLITE, async (metadata) => {
    await record(metadata, 'a', inDays(0));
    await runEtl(etlWithLake(metadata));
    expect((await keys()).map((key) => key.split('/')[0])).toEqual(['image_change']);
  }));

test('A batch that did not reach the lake does so with the next run, once', () =>
  withSource(SQLITE, async (metadata) => {
    await record(metadata, 'a', inDays(3));
    const lake = s3LakeFiles(warehouse.s3, LAKE);
    const broken = { ...lake, deleteSome: () => Promise.reject(new Error('S3 is away')) };
    await expect(runEtl(etlWithLake(metadata, { lake: broken }))).rejects.toThrow('S3 is away');
    expect(await keys('image_personal/')).toEqual([]);
    await runEtl(etlWithLake(metadata));
    await runEtl(etlWithLake(metadata));
    const [change = '', ...others] = await keys('image_change/');
    expect(others).toEqual([]);
    expect(await select(change, 'COUNT(*)')).toEqual([['1']]);
    expect(await keys('image_personal/')).toHaveLength(1);
  }));
