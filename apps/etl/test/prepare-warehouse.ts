import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { createDataApi, migrateWarehouse } from '@miniatura/warehouse';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of a warehouse with the model in place, and nothing in it; to be copied. */
    readonly preparedWarehouse: string;
  }
}

/** For vitest's `globalSetup`: migrates a warehouse once, for the test files to start from. */
export default async function prepareWarehouse(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'etl-prepared-'));
  const redshift = await startLocalRedshiftData({ directory, port: 0 });
  const client = new RedshiftDataClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    endpoint: redshift.endpoint,
  });
  await migrateWarehouse(createDataApi(client, { workgroupName: 'miniatura', database: 'dev' }));
  client.destroy();
  await redshift.close();
  project.provide('preparedWarehouse', directory);
  return () => rm(directory, { recursive: true, force: true });
}
