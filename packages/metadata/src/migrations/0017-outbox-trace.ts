import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/** Adds the tracing header of the event behind a change, so that the ETL continues its trace. */
export function outboxTrace(engine: Engine): Migration {
  return {
    up: (db) =>
      addColumns(db, engine, 'outbox', {
        columns: { trace_header: 'varchar(100) null' },
        indexes: {},
      }),
  };
}
