import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the records of purged images, by which late events are rejected. */
export function purges(engine: Engine): Migration {
  return {
    up: (db) =>
      createTable(db, engine, 'image_purge', {
        columns: (table) =>
          table
            .addColumn('image_id', 'varchar(32)', (column) => column.primaryKey())
            .addColumn('sequencer', 'varchar(64)')
            .addColumn('purged_at', engine.types.time, (column) => column.notNull()),
        indexes: { image_purge_purged_at: ['purged_at'] },
      }),
  };
}
