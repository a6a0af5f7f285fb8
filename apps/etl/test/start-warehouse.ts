import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Faults, startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { startLocalS3 } from '@miniatura/local-s3';
import { createDataApi, type DataApi, TABLES } from '@miniatura/warehouse';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterAll, beforeAll } from 'vitest';

export const STAGING_BUCKET = 'staging-bucket';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const REGION = 'us-east-1';

export interface TestWarehouse {
  readonly api: DataApi;
  readonly s3: S3Client;
  readonly redshiftData: RedshiftDataClient;
  readonly faults: Faults;
  /** Of S3 and of the Data API. */
  readonly endpoints: readonly [string, string];
  /** Rows of any query, as objects. */
  select(sql: string): Promise<Record<string, unknown>[]>;
  stagedKeys(): Promise<string[]>;
}

/** Seeded by the migration; every other table is a batch's. */
const SEEDED = ['warehouse.dim_date', 'warehouse.dim_analysis_price'];

async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'etl-'));
  const localS3 = await startLocalS3({ directory: join(folder, 's3') });
  const faults = new Faults();
  await copyPreparedWarehouse(join(folder, 'redshift'));
  const redshift = await startLocalRedshiftData({
    directory: join(folder, 'redshift'),
    port: 0,
    faults,
    s3: { endpoint: localS3.endpoint, region: REGION, credentials: CREDENTIALS },
  });
  const common = { region: REGION, credentials: CREDENTIALS };
  const s3 = new S3Client({ ...common, endpoint: localS3.endpoint });
  const redshiftData = new RedshiftDataClient({ ...common, endpoint: redshift.endpoint });
  const api = createDataApi(redshiftData, { workgroupName: 'miniatura', database: 'dev' });
  await s3.send(new CreateBucketCommand({ Bucket: STAGING_BUCKET }));
  return {
    warehouse: warehouseOn({
      api,
      s3,
      redshiftData,
      faults,
      endpoints: [localS3.endpoint, redshift.endpoint],
    }),
    async stop() {
      s3.destroy();
      redshiftData.destroy();
      await redshift.close();
      await localS3.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function warehouseOn(parts: Omit<TestWarehouse, 'select' | 'stagedKeys'>): TestWarehouse {
  return {
    ...parts,
    async select(sql) {
      const { columns, rows } = await parts.api.queryTable({ sql });
      return rows.map((row) =>
        Object.fromEntries(columns.map(({ name }, place) => [name, row[place]])),
      );
    },
    async stagedKeys() {
      const command = new ListObjectsV2Command({ Bucket: STAGING_BUCKET });
      const { Contents = [] } = await parts.s3.send(command);
      return Contents.map(({ Key = '' }) => Key);
    },
  };
}

/** Empties what batches fill. */
export async function emptyWarehouse(api: DataApi): Promise<void> {
  const tables = TABLES.filter(({ name }) => !SEEDED.includes(name));
  const id = await api.submitBatch({
    sqls: tables.map(({ name }) => `DELETE FROM ${name}`),
    name: 'empty',
    clientToken: crypto.randomUUID(),
  });
  await api.wait(id);
}

/** S3 and Redshift on loopback for a file's tests, with the model in place; empty it as you need. */
export function useWarehouse(): TestWarehouse {
  const warehouse = {} as TestWarehouse;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await start();
    Object.assign(warehouse, started.warehouse);
    stop = started.stop;
  });
  afterAll(() => stop());
  return warehouse;
}
