import { batchLedger, dimOwner, factStorageDaily, runState } from '../model/tables.ts';
import type { WarehouseMigration } from './migration.ts';

/** The tables that batches and snapshots change, and that 0001 and 0007 copied to each node. */
const CHANGING_TABLES = [batchLedger, runState, dimOwner, factStorageDaily];

/**
 * Lets Redshift choose the distribution of tables that each load changes. DISTSTYLE ALL is for
 * tables that change rarely, because it writes each change to every node.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_choosing_dist_sort.html
 */
export const layout: WarehouseMigration = {
  name: '0012-layout',
  statements: CHANGING_TABLES.map(({ name }) => `ALTER TABLE ${name} ALTER DISTSTYLE AUTO`),
};
