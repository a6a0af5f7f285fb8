import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the idempotency keys of requests to the API. */
export function idempotencyKey(engine: Engine): Migration {
  const { time } = engine.types;
  return {
    async up(db) {
      await createTable(db, engine, 'idempotency_key', {
        columns: (table) =>
          table
            .addColumn('key_hash', 'varchar(64)', (column) => column.primaryKey())
            .addColumn('request_hash', 'varchar(64)', (column) => column.notNull())
            .addColumn('first_at', time, (column) => column.notNull())
            .addColumn('locked_until', time, (column) => column.notNull())
            .addColumn('done_at', time)
            .addColumn('expires_at', time, (column) => column.notNull()),
        indexes: { idempotency_key_expires_at: ['expires_at'] },
      });
    },
  };
}
