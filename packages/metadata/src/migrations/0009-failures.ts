import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the records of failed messages and their states. */
export function failures(engine: Engine): Migration {
  const { time, text } = engine.types;
  return {
    async up(db) {
      await createTable(db, engine, 'failure', {
        columns: (table) =>
          table
            .addColumn('failure_id', 'varchar(128)', (column) => column.primaryKey())
            .addColumn('message_id', 'varchar(128)', (column) => column.notNull())
            .addColumn('source', 'varchar(16)', (column) => column.notNull())
            .addColumn('state', 'varchar(16)', (column) => column.notNull())
            .addColumn('image_id', 'varchar(32)')
            .addColumn('bucket', 'varchar(255)')
            .addColumn('object_key', 'varchar(1024)')
            .addColumn('code', 'varchar(64)')
            .addColumn('reason', 'varchar(1000)')
            .addColumn('receive_count', 'integer', (column) => column.notNull())
            .addColumn('redrive_count', 'integer', (column) => column.notNull())
            .addColumn('body', text, (column) => column.notNull())
            .addColumn('first_seen_at', time, (column) => column.notNull())
            .addColumn('last_seen_at', time, (column) => column.notNull())
            .addColumn('expires_at', time, (column) => column.notNull()),
        indexes: {
          failure_state: ['state', 'last_seen_at'],
          failure_expires_at: ['expires_at'],
        },
      });
    },
  };
}
