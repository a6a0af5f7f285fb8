import { commentOn, createTable } from '../model/definitions.ts';
import { RUN_TABLES_MIGRATION, TABLES } from '../model/tables.ts';
import type { WarehouseMigration } from './migration.ts';

const RUN_TABLES = TABLES.filter(({ since }) => since === RUN_TABLES_MIGRATION);

/**
 * Adds the table that batches lock, and a table with one row in which runs record their state,
 * filled from the ledger.
 */
export const runs: WarehouseMigration = {
  name: RUN_TABLES_MIGRATION,
  statements: [
    ...RUN_TABLES.map(createTable),
    `INSERT INTO etl.run_state (last_success_at)
 SELECT MAX(applied_at) FROM etl.batch`,
    ...RUN_TABLES.flatMap((table) => commentOn('TABLE', table)),
  ],
};
