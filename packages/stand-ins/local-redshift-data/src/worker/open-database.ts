import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
// Not the whole package: each database's thread would load its HTTP servers.
import { makePrivate } from '@miniatura/local-service/make-private';
import { unpackTar } from 'modern-tar/fs';
import type { CompiledPostgres } from '../compiled-postgres.ts';
import { DATABASE_NAME } from '../database-name.ts';
import { Postgres } from './postgres.ts';
import { REDSHIFT_CATALOG } from './redshift-catalog.ts';

const VERSION = createHash('sha256').update(REDSHIFT_CATALOG).digest('hex').slice(0, 16);

async function installedVersion(postgres: Postgres): Promise<string | undefined> {
  const { rows } = await postgres.query(
    "SELECT obj_description(to_regnamespace('redshift_internal'), 'pg_namespace')",
  );
  return rows[0]?.[0] ?? undefined;
}

async function installCatalog(postgres: Postgres): Promise<void> {
  if ((await installedVersion(postgres)) === VERSION) return;
  await postgres.query(
    `BEGIN; ${REDSHIFT_CATALOG} COMMENT ON SCHEMA redshift_internal IS '${VERSION}'; COMMIT`,
  );
}

/**
 * Unpacks the files that PostgreSQL's initdb creates, which takes PGlite seconds. They are unpacked
 * to a temporary folder that is then renamed, so that an interrupted process leaves no partial
 * database.
 */
async function createDatabase(path: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const archive = await dataDir();
  await pipeline(archive.stream(), createGunzip(), unpackTar(unfinished));
  renameSync(unfinished, path);
}

/** The name that initdb gives to the database. */
const INITIAL_NAME = 'postgres';

/**
 * Opens the database by its name. A file tells that it was renamed; without the file, a process may have
 * ended between both.
 */
async function openByName(path: string, compiled: CompiledPostgres): Promise<Postgres> {
  const renamed = join(path, 'renamed_database');
  if (existsSync(renamed)) return Postgres.open(path, compiled, DATABASE_NAME);
  let postgres: Postgres;
  try {
    postgres = await Postgres.open(path, compiled, INITIAL_NAME);
  } catch (error) {
    postgres = await Postgres.open(path, compiled, DATABASE_NAME).catch(() => {
      throw error;
    });
  }
  // ALTER DATABASE does not rename the database that is open.
  await postgres.query(
    `BEGIN; SET LOCAL allow_system_table_mods = on;
     UPDATE pg_database SET datname = '${DATABASE_NAME}' WHERE datname = '${INITIAL_NAME}'; COMMIT`,
  );
  writeFileSync(renamed, '');
  return postgres;
}

/** Opens the database under `directory`, and creates it if it is missing. */
export async function openDatabase(
  directory: string,
  compiled: CompiledPostgres,
): Promise<Postgres> {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'database');
  if (!existsSync(path)) await createDatabase(path);
  const postgres = await openByName(path, compiled);
  await installCatalog(postgres);
  // The engine sets file modes that ignore the process's umask.
  makePrivate(path);
  return postgres;
}
