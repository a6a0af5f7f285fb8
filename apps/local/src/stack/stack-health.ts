import { setTimeout as sleep } from 'node:timers/promises';
import {
  ListSchemasCommand,
  ListStatementsCommand,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { ComponentHealth } from '@miniatura/api-contract';
import type { DatabaseState } from '@miniatura/local-redshift-data';
import type { Queue } from '@miniatura/local-sqs';
import type { Metadata } from '@miniatura/metadata';
import type { AwsClients } from './aws-clients.ts';
import type { DiskWatch } from './disk-watch.ts';
import { WAREHOUSE_DATABASE, WORKGROUP } from './names.ts';

export interface HealthSources {
  readonly clients: Pick<AwsClients, 's3' | 'redshiftData'>;
  readonly metadata: Pick<Metadata, 'findImages'>;
  readonly queue: Queue;
  readonly warehouseState: () => DatabaseState;
  readonly disk: Pick<DiskWatch, 'problem'>;
}

const ANSWER_WITHIN_MS = 3000;
const NO_IMAGE = '0'.repeat(32);

/** Checks each component of a stack. */
export async function stackHealth(sources: HealthSources): Promise<readonly ComponentHealth[]> {
  const { clients, metadata, queue, disk, warehouseState } = sources;
  return Promise.all([
    healthOf('disk', async () => {
      const problem = disk.problem();
      if (problem !== undefined) throw new Error(problem);
    }),
    healthOf('s3', () => clients.s3.send(new ListBucketsCommand())),
    healthOf('queue', async () => queue.counts()),
    healthOf('database', () => metadata.findImages([NO_IMAGE])),
    warehouseState() === 'opening'
      ? { component: 'warehouse', status: 'starting' }
      : healthOf('warehouse', () => askWarehouse(clients.redshiftData, warehouseState)),
  ]);
}

/** Queries the schemas of the warehouse. If it did not open, this tries to open it again. */
async function askWarehouse(
  redshiftData: RedshiftDataClient,
  state: () => DatabaseState,
): Promise<void> {
  if (!(state() instanceof Error)) {
    await redshiftData.send(new ListStatementsCommand({ MaxResults: 1 }));
    return;
  }
  try {
    const target = { WorkgroupName: WORKGROUP, Database: WAREHOUSE_DATABASE };
    await redshiftData.send(new ListSchemasCommand(target));
  } catch (error) {
    const reason = state();
    throw reason instanceof Error ? reason : error;
  }
}

async function healthOf(component: string, ask: () => Promise<unknown>): Promise<ComponentHealth> {
  const done = new AbortController();
  const timeout = sleep(ANSWER_WITHIN_MS, undefined, { signal: done.signal }).then(() => {
    throw new Error(`It did not answer within ${ANSWER_WITHIN_MS / 1000} s`);
  });
  timeout.catch(() => undefined);
  try {
    await Promise.race([ask(), timeout]);
    return { component, status: 'ok' };
  } catch (error) {
    return { component, status: 'unhealthy', message: (error as Error).message };
  } finally {
    done.abort();
  }
}
