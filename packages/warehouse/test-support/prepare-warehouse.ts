import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import type { TestProject } from 'vitest/node';
import { createDataApi, migrateWarehouse } from '../src/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of a warehouse with all tables and without rows, to be copied. */
    readonly preparedWarehouse: string;
  }
}

/** Each project loads its own copy of this module, in the same process. */
const shared = globalThis as { preparedWarehouse?: Promise<string> };

/**
 * For vitest's `globalSetup`: migrates a warehouse, once for all projects of a run. Tests start from
 * a copy.
 */
export default async function prepareWarehouse(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const isFirst = shared.preparedWarehouse === undefined;
  const directory = await (shared.preparedWarehouse ??= migrateNewWarehouse());
  project.provide('preparedWarehouse', directory);
  if (!isFirst) return undefined;
  return async () => {
    delete shared.preparedWarehouse;
    await rm(directory, { recursive: true, force: true });
  };
}

async function migrateNewWarehouse(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'warehouse-'));
  const redshift = await startLocalRedshiftData({ directory, port: 0 });
  const client = new RedshiftDataClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    endpoint: redshift.endpoint,
  });
  await migrateWarehouse(createDataApi(client, { workgroupName: 'miniatura', database: 'dev' }));
  client.destroy();
  await redshift.close();
  return directory;
}
