import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createDataApi, migrateWarehouse } from '@miniatura/warehouse';
import { connectServices, type Endpoints, TARGET } from './connect-services.ts';

const SCRIPT = join(import.meta.dirname, 'services-in-child.ts');

/** An empty warehouse with its tables, and an S3 to stage in, in a process of their own. */
export async function withServices<Result>(
  folder: string,
  use: (endpoints: Endpoints) => Promise<Result>,
): Promise<Result> {
  const child = fork(SCRIPT, [folder]);
  const exit = once(child, 'exit');
  try {
    const [endpoints] = (await Promise.race([once(child, 'message'), exit])) as [Endpoints];
    const { redshiftData, s3 } = connectServices(endpoints);
    await migrateWarehouse(createDataApi(redshiftData, TARGET));
    redshiftData.destroy();
    s3.destroy();
    return await use(endpoints);
  } finally {
    child.disconnect();
    await exit;
  }
}
