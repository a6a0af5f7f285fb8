import { randomUUID } from 'node:crypto';
import {
  type AppliedBatch,
  type DataApi,
  EXPIRING_LAKE_TABLES,
  type ExpiringLakeTable,
  expiryDaysQuery,
  lakeExpiryOf,
  unloadChanges,
  unloadExpiring,
} from '@miniatura/warehouse';
import type { LakeFiles } from './lake-files.ts';

export interface WriteLakeDependencies {
  readonly api: DataApi;
  readonly lake: LakeFiles;
}

/**
 * Writes an applied batch to the data lake. Redshift unloads the images of the batch to a separate
 * file, and rewrites the tables that expire. Repeating it gives the same files.
 */
export async function writeLake(
  batchId: string,
  { mergedImages, day }: AppliedBatch,
  dependencies: WriteLakeDependencies,
): Promise<void> {
  if (mergedImages === 0) return;
  await unload(unloadChanges(dependencies.lake.uri, batchId, day), dependencies);
  for (const table of EXPIRING_LAKE_TABLES) await replaceRows(table, dependencies);
}

/**
 * Rewrites a table. UNLOAD writes no file for a day without rows, so that such a day's files are
 * deleted here.
 */
async function replaceRows(
  table: ExpiringLakeTable,
  dependencies: WriteLakeDependencies,
): Promise<void> {
  const { api, lake } = dependencies;
  const rows = await api.query({ sql: expiryDaysQuery(table), columns: { day: 'string' } });
  const days = new Set(rows.map(({ day }) => day));
  await lake.deleteSome(`${table.name}/`, (key) => {
    const expiry = lakeExpiryOf(key);
    return expiry !== undefined && !days.has(expiry.toISOString().slice(0, 10));
  });
  if (days.size > 0) await unload(unloadExpiring(lake.uri, table), dependencies);
}

/**
 * Runs UNLOAD. Each attempt submits a new statement, because UNLOAD replaces the files of an
 * earlier attempt.
 */
async function unload(sql: string, { api }: WriteLakeDependencies): Promise<void> {
  const id = await api.submitBatch({ sqls: [sql], name: 'lake', clientToken: randomUUID() });
  await api.wait(id);
}
