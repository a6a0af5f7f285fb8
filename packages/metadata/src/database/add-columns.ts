import { type Kysely, sql } from 'kysely';
import type { Engine } from './create-table.ts';

interface Addition {
  /** Names with definitions that all engines accept, such as `varchar(32) null`. */
  readonly columns: Readonly<Record<string, string>>;
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

/**
 * Adds the columns that a table lacks, with their indexes. MySQL does this in one atomic statement,
 * so that an interrupted migration can run again.
 */
export async function addColumns(
  db: Kysely<unknown>,
  engine: Engine,
  table: string,
  { columns, indexes }: Addition,
): Promise<void> {
  const present = await columnsOf(db, engine, table);
  const missing = Object.entries(columns).filter(([name]) => !present.has(name));
  if (engine.name === 'mysql') {
    if (missing.length === 0) return;
    const parts = [
      ...missing.map(([name, definition]) => `add column ${name} ${definition}`),
      ...Object.entries(indexes).map(([name, on]) => `add index ${name} (${on.join(', ')})`),
    ];
    await sql.raw(`alter table ${table} ${parts.join(', ')}`).execute(db);
    return;
  }
  for (const [name, definition] of missing) {
    await sql.raw(`alter table ${table} add column ${name} ${definition}`).execute(db);
  }
  for (const [name, on] of Object.entries(indexes)) {
    await sql.raw(`create index if not exists ${name} on ${table} (${on.join(', ')})`).execute(db);
  }
}

/** Includes generated columns, which kysely's introspection of SQLite omits. */
async function columnsOf(
  db: Kysely<unknown>,
  engine: Engine,
  table: string,
): Promise<ReadonlySet<string>> {
  const query =
    engine.name === 'mysql'
      ? sql<{ name: string }>`select column_name as name from information_schema.columns
          where table_schema = database() and table_name = ${table}`
      : sql<{ name: string }>`select name from pragma_table_xinfo(${table})`;
  const { rows } = await query.execute(db);
  return new Set(rows.map(({ name }) => name));
}
