import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/**
 * Adds the time when an image was moved to the trash, and the status that a restore returns it to.
 */
export function trash(engine: Engine): Migration {
  return {
    up: (db) =>
      addColumns(db, engine, 'image', {
        columns: {
          trashed_at: `${engine.types.time} null`,
          trashed_from: 'varchar(16) null',
        },
        indexes: {},
      }),
  };
}
