import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/** Adds the results of the processing script. */
export function scriptResults(engine: Engine): Migration {
  return {
    up: (db) =>
      addColumns(db, engine, 'image', {
        columns: {
          script_status: 'varchar(16) null',
          script_detail: 'varchar(1000) null',
          script_result: `${engine.types.text} null`,
        },
        indexes: {},
      }),
  };
}
