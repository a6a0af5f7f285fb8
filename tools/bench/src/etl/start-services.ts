import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { createDataApi, migrateWarehouse } from '@miniatura/warehouse';
import { connectServices, type Endpoints, TARGET } from './connect-services.ts';

const SCRIPT = join(import.meta.dirname, 'services-in-child.ts');

/** Creates the folder of an empty warehouse with its tables, as a template for `withServices`. */
export async function prepareWarehouse(directory: string): Promise<void> {
  const redshift = await startLocalRedshiftData({ directory, port: 0 });
  const { redshiftData, s3 } = connectServices({
    redshift: redshift.endpoint,
    s3: redshift.endpoint,
  });
  await migrateWarehouse(createDataApi(redshiftData, TARGET));
  redshiftData.destroy();
  s3.destroy();
  await redshift.close();
}

/** S3 and the Data API in a separate process. */
export interface Services {
  readonly endpoints: Endpoints;
  /** Returns the processor time of the process since its start, in milliseconds. */
  readonly cpuMs: () => Promise<number>;
}

/**
 * Starts an empty warehouse with its tables, and an S3 for staging, in a separate process. The
 * staged files of an earlier call with the same folder are kept.
 * @param preparedWarehouse folder that `prepareWarehouse` has created; it is copied
 */
export async function withServices<Result>(
  folder: string,
  preparedWarehouse: string,
  use: (services: Services) => Promise<Result>,
): Promise<Result> {
  const warehouse = join(folder, 'redshift');
  await rm(warehouse, { recursive: true, force: true });
  cpSync(preparedWarehouse, warehouse, { recursive: true });
  const child = fork(SCRIPT, [folder]);
  const exit = once(child, 'exit');
  try {
    const [endpoints] = (await Promise.race([once(child, 'message'), exit])) as [Endpoints];
    const cpuMs = async () => {
      const answer = once(child, 'message');
      child.send('cpu');
      const [elapsedMs] = (await answer) as [number];
      return elapsedMs;
    };
    return await use({ endpoints, cpuMs });
  } finally {
    child.disconnect();
    await exit;
  }
}
