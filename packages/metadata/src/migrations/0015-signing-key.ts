import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the secrets with which the API signs links. */
export function signingKey(engine: Engine): Migration {
  const { time } = engine.types;
  return {
    async up(db) {
      await createTable(db, engine, 'signing_key', {
        columns: (table) =>
          table
            .addColumn('name', 'varchar(64)', (column) => column.primaryKey())
            .addColumn('secret', 'varchar(64)', (column) => column.notNull())
            .addColumn('created_at', time, (column) => column.notNull()),
        indexes: {},
      });
    },
  };
}
