import type { Kysely } from 'kysely';
import { type MigrationResultSet, Migrator } from 'kysely/migration';
import { MYSQL_ENGINE, SQLITE_ENGINE, type Engine } from './create-table.ts';
import { databaseErrorOf } from './database-failure.ts';
import { MigrationError } from './errors.ts';
import { image } from './migrations/0001-image.ts';
import { analysisCall } from './migrations/0002-analysis-call.ts';
import { etl } from './migrations/0003-etl.ts';
import type { MetadataTables } from './tables.ts';

const ENGINES = { mysql: MYSQL_ENGINE, sqlite: SQLITE_ENGINE };

/** Every migration, oldest first by name. Those that were released never change. */
const migrationsOf = (engine: Engine) => ({
  '0001-image': image(engine),
  '0002-analysis-call': analysisCall(engine),
  '0003-etl': etl(engine),
});

/** The newest migration's name, or an older one to stop at. */
export type MigrationName = keyof ReturnType<typeof migrationsOf>;

/**
 * Brings the tables up to date. Any number of processes may do so at once: one does the work under a
 * lock, the others wait. A database that newer code has migrated further is left as it is.
 */
export async function migrate(
  db: Kysely<MetadataTables>,
  engineName: Engine['name'],
  upTo?: MigrationName,
): Promise<void> {
  const migrations = migrationsOf(ENGINES[engineName]);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  if (await isUpToDate(migrator)) return;
  throwFailure(await (upTo ? migrator.migrateTo(upTo) : migrator.migrateToLatest()));
}

async function isUpToDate(migrator: Migrator): Promise<boolean> {
  try {
    const known = await migrator.getMigrations();
    return known.every((migration) => migration.executedAt !== undefined);
  } catch (error) {
    throw databaseErrorOf(error);
  }
}

function throwFailure({ error, results = [] }: MigrationResultSet): void {
  if (error === undefined) return;
  const failed = results.find((result) => result.status === 'Error');
  throw new MigrationError(failed?.migrationName ?? null, error);
}
