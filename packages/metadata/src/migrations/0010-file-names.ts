import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/** Adds the names of the users' files. */
export function fileNames(engine: Engine): Migration {
  return {
    up: (db) =>
      addColumns(db, engine, 'image', {
        columns: { file_name: 'varchar(255) null' },
        indexes: {},
      }),
  };
}
