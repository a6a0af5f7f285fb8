import { commentOn, createTable } from '../model/definitions.ts';
import { RUN_TABLES_MIGRATION, TABLES } from '../model/tables.ts';
import type { WarehouseMigration } from './migration.ts';

const RUN_TABLES = TABLES.filter(({ since }) => since === RUN_TABLES_MIGRATION);

/** What batches lock, and what runs note of themselves: in one row, from the ledger at first. */
export const runs: WarehouseMigration = {
  name: RUN_TABLES_MIGRATION,
  statements: [
    ...RUN_TABLES.map(createTable),
    `INSERT INTO etl.run_state (last_success_at)
 SELECT MAX(applied_at) FROM etl.batch`,
    ...RUN_TABLES.flatMap((table) => commentOn('TABLE', table)),
  ],
};
