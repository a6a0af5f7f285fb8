import { type Kysely, sql } from 'kysely';
import type { Engine } from './create-table.ts';

interface Index {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Adds an index if the table lacks it. */
export async function addIndex(
  db: Kysely<unknown>,
  engine: Engine,
  table: string,
  { name, columns }: Index,
): Promise<void> {
  const index = db.schema
    .createIndex(name)
    .on(table)
    .columns([...columns]);
  if (engine.name === 'sqlite') {
    await index.ifNotExists().execute();
    return;
  }
  // MySQL does not support `if not exists` here.
  const { rows } = await sql`select 1 from information_schema.statistics
    where table_schema = database() and table_name = ${table} and index_name = ${name}`.execute(db);
  if (rows.length === 0) await index.execute();
}
