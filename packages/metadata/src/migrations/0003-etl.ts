import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the tables of the ETL: batches, the lease of a run, and its progress. */
export function etl(engine: Engine): Migration {
  const { time, text, bigint } = engine.types;
  return {
    async up(db) {
      await claimAnalysisCalls(db, engine);
      await createTable(db, engine, 'etl_batch', {
        columns: (table) =>
          table
            .addColumn('batch_id', 'varchar(64)', (column) => column.primaryKey())
            .addColumn('kind', 'varchar(16)', (column) => column.notNull())
            .addColumn('after_key', 'varchar(32)')
            .addColumn('last_key', 'varchar(32)')
            .addColumn('change_count', bigint, (column) => column.notNull())
            .addColumn('attempt', 'integer', (column) => column.notNull())
            .addColumn('staged', text)
            .addColumn('statement_id', 'varchar(64)')
            .addColumn('created_at', time, (column) => column.notNull())
            .addColumn('applied_at', time),
        indexes: { etl_batch_applied_at: ['applied_at', 'created_at'] },
      });
      await createTable(db, engine, 'etl_lease', {
        columns: (table) =>
          table
            .addColumn('name', 'varchar(64)', (column) => column.primaryKey())
            .addColumn('holder', 'varchar(64)', (column) => column.notNull())
            .addColumn('expires_at_ms', bigint, (column) => column.notNull()),
        indexes: {},
      });
      await createTable(db, engine, 'etl_progress', {
        columns: (table) =>
          table
            .addColumn('name', 'varchar(64)', (column) => column.primaryKey())
            .addColumn('value', 'varchar(255)', (column) => column.notNull()),
        indexes: {},
      });
    },
  };
}

/** Adds the batch of a paid call, which is claimed by state, like a change in the outbox. */
async function claimAnalysisCalls(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const tables = await db.introspection.getTables();
  const calls = tables.find((table) => table.name === 'analysis_call');
  const claimed = calls?.columns.some((column) => column.name === 'batch_id') ?? false;
  if (engine.name === 'mysql') {
    if (claimed) return;
    // A single statement, because MySQL executes it completely or not at all.
    await sql`alter table analysis_call add column batch_id varchar(64) null,
      add index analysis_call_batch (batch_id, call_id)`.execute(db);
    return;
  }
  if (!claimed) {
    await db.schema.alterTable('analysis_call').addColumn('batch_id', 'varchar(64)').execute();
  }
  await db.schema
    .createIndex('analysis_call_batch')
    .ifNotExists()
    .on('analysis_call')
    .columns(['batch_id', 'call_id'])
    .execute();
}
