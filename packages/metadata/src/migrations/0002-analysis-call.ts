import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the ledger of paid calls. */
export function analysisCall(engine: Engine): Migration {
  const { time, bigint, sequence } = engine.types;
  return {
    async up(db) {
      await createTable(db, engine, 'analysis_call', {
        columns: (table) =>
          table
            .addColumn('call_id', sequence, (column) => column.autoIncrement().primaryKey())
            .addColumn('image_id', 'varchar(32)', (column) => column.notNull())
            .addColumn('operation', 'varchar(64)', (column) => column.notNull())
            .addColumn('model_version', 'varchar(255)')
            .addColumn('called_at', time, (column) => column.notNull())
            .addColumn('outcome', 'varchar(64)', (column) => column.notNull())
            .addColumn('request_units', bigint, (column) => column.notNull()),
        indexes: {
          analysis_call_image: ['image_id'],
          analysis_call_called_at: ['called_at'],
        },
      });
    },
  };
}
