import { type Kysely, sql } from 'kysely';
import type { Engine } from './create-table.ts';
import { databaseErrorOf, isMissingTable } from './database-failure.ts';
import { MIGRATION_NAMES, type MigrationName } from './migration-names.ts';
import type { MetadataTables } from './tables.ts';

/**
 * Updates the tables. Any number of processes may call this at the same time: one migrates under a
 * lock, and the others wait. A database that newer code has migrated further is not changed.
 * @param upTo the newest migration, or an older one to stop at
 */
export async function migrate(
  db: Kysely<MetadataTables>,
  engineName: Engine['name'],
  upTo?: MigrationName,
): Promise<void> {
  if (await isUpToDate(db)) return;
  // A Lambda function starts with current tables, and should not load the migrations.
  const { runMigrations } = await import('./run-migrations.ts');
  await runMigrations(db, engineName, upTo);
}

/** Uses one statement: kysely's migrator would read the complete catalog at every start. */
async function isUpToDate(db: Kysely<MetadataTables>): Promise<boolean> {
  try {
    // Reads both columns, because a table of that name may belong to another program.
    const all = sql<{ name: string }>`select name, timestamp from kysely_migration`;
    const { rows } = await all.execute(db);
    const executed = new Set(rows.map(({ name }) => name));
    return MIGRATION_NAMES.every((name) => executed.has(name));
  } catch (error) {
    if (isMissingTable(error)) return false;
    throw databaseErrorOf(error);
  }
}
