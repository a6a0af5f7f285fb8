import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the webhooks and their deliveries, which are both the queue and the log. */
export function webhooks(engine: Engine): Migration {
  const { time } = engine.types;
  return {
    async up(db) {
      await createTable(db, engine, 'webhook', {
        columns: (table) =>
          table
            .addColumn('webhook_id', 'varchar(32)', (column) => column.primaryKey())
            .addColumn('url', 'varchar(2048)', (column) => column.notNull())
            .addColumn('secret', 'varchar(128)', (column) => column.notNull())
            .addColumn('created_at', time, (column) => column.notNull()),
        indexes: {},
      });
      await createTable(db, engine, 'webhook_delivery', {
        columns: (table) =>
          table
            .addColumn('webhook_id', 'varchar(32)', (column) => column.notNull())
            .addColumn('event_id', 'varchar(64)', (column) => column.notNull())
            .addColumn('image_id', 'varchar(32)', (column) => column.notNull())
            .addColumn('image_status', 'varchar(16)', (column) => column.notNull())
            .addColumn('state', 'varchar(16)', (column) => column.notNull())
            .addColumn('attempt_count', 'integer', (column) => column.notNull())
            .addColumn('created_at', time, (column) => column.notNull())
            .addColumn('next_attempt_at', time, (column) => column.notNull())
            .addColumn('http_status', 'integer')
            .addColumn('failure', 'varchar(255)')
            .addPrimaryKeyConstraint('webhook_delivery_pk', ['webhook_id', 'event_id']),
        indexes: {
          webhook_delivery_due: ['state', 'next_attempt_at'],
          webhook_delivery_log: ['webhook_id', 'created_at'],
          webhook_delivery_created_at: ['created_at'],
          webhook_delivery_image: ['image_id'],
        },
      });
    },
  };
}
