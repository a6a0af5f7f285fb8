import type { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import type { S3Client } from '@aws-sdk/client-s3';
import { Faults } from '@miniatura/local-redshift-data';
import { keysIn } from '@miniatura/test-support/keys-in';
import { startRedshiftData } from '@miniatura/test-support/start-redshift-data';
import { startS3 } from '@miniatura/test-support/start-s3';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import { createDataApi, type DataApi, TABLES } from '@miniatura/warehouse';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterAll, beforeAll } from 'vitest';

export const STAGING_BUCKET = 'staging-bucket';

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

async function start(resources: AsyncDisposableStack): Promise<TestWarehouse> {
  const { endpoint: s3Endpoint, s3 } = await startS3(resources, { buckets: [STAGING_BUCKET] });
  const faults = new Faults();
  const directory = await temporaryFolder(resources);
  copyPreparedWarehouse(directory);
  const redshift = await startRedshiftData(resources, { directory, faults, s3Endpoint });
  const { redshiftData } = redshift;
  const api = createDataApi(redshiftData, { workgroupName: 'miniatura', database: 'dev' });
  const endpoints = [s3Endpoint, redshift.endpoint] as const;
  return warehouseOn({ api, s3, redshiftData, faults, endpoints });
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
    stagedKeys: () => keysIn(parts.s3, STAGING_BUCKET),
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
  const resources = new AsyncDisposableStack();
  beforeAll(async () => Object.assign(warehouse, await start(resources)));
  afterAll(() => resources.disposeAsync());
  return warehouse;
}
