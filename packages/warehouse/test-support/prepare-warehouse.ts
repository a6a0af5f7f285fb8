import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { keepFolder } from '@miniatura/metadata/test-support/keep-folder';
import type { TestProject } from 'vitest/node';
import { createDataApi, migrateWarehouse } from '../src/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of a warehouse with all tables and without rows, to be copied. */
    readonly preparedWarehouse: string;
  }
}

const WORKSPACE = resolve(import.meta.dirname, '../../..');

/** The code that creates a warehouse. The lock file covers the packages. */
const INPUTS = [
  'package-lock.json',
  'packages/{metadata,warehouse}/src/**/*.ts',
  'packages/stand-ins/{local-redshift-data,local-service}/src/**/*.ts',
];

/**
 * For vitest's `globalSetup`: migrates a warehouse, once a day for the same code. Tests start from a
 * copy.
 */
export default async function prepareWarehouse(project: TestProject): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const files = globSync(INPUTS, { cwd: WORKSPACE }).toSorted();
  const contents = files.map((file) => readFileSync(resolve(WORKSPACE, file)));
  const inputs = [today, ...contents];
  const directory = await keepFolder({ name: 'warehouse', inputs, fill: migrateNewWarehouse });
  project.provide('preparedWarehouse', directory);
}

async function migrateNewWarehouse(directory: string): Promise<void> {
  const redshift = await startLocalRedshiftData({ directory, port: 0 });
  const client = new RedshiftDataClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    endpoint: redshift.endpoint,
  });
  await migrateWarehouse(createDataApi(client, { workgroupName: 'miniatura', database: 'dev' }));
  client.destroy();
  await redshift.close();
}
