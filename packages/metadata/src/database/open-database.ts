import { Kysely } from 'kysely';
import { databaseErrorOf } from './database-failure.ts';
import { type DatabaseLocation, parseDatabaseUrl } from './database-url.ts';
import type { DriverParts } from './driver-parts.ts';
import { introspectOnDemand } from './introspect-on-demand.ts';
import { migrate } from './migrate.ts';
import { NAMING } from './naming.ts';
import type { MetadataTables } from './tables.ts';

export interface MetadataOptions {
  /**
   * `sqlite:PATH` or `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, the latter with `?socketPath=PATH`
   * for a server on a socket; `mysql://USER@HOST:PORT/DATABASE?auth=iam` for a server on AWS that
   * accepts IAM tokens.
   */
  readonly url: string;
}

/**
 * Opens the metadata database without the methods of `Metadata`, which a function that uses only
 * the tables should not load. Creates it and its tables when they are missing.
 * @throws MetadataError, whose `transient` says whether to retry
 */
export async function openDatabase({
  url,
}: MetadataOptions): Promise<{ readonly db: Kysely<MetadataTables> }> {
  const location = parseDatabaseUrl(url);
  const db = await connect(location).catch((error: unknown) =>
    Promise.reject(databaseErrorOf(error)),
  );
  try {
    await migrate(db, location.engine);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db };
}

/** Connects to the database, which is created when it is missing, without creating its tables. */
export async function connect(location: DatabaseLocation): Promise<Kysely<MetadataTables>> {
  const createIntrospector = (db: Kysely<unknown>) => introspectOnDemand(db, location.engine);
  const dialect = { ...(await open(location)), createIntrospector };
  return new Kysely({ dialect, plugins: NAMING });
}

/** Drivers are loaded on demand: a Lambda function does not need SQLite, a laptop not MySQL. */
async function open(location: DatabaseLocation): Promise<DriverParts> {
  if (location.engine === 'sqlite') {
    const { openSqlite } = await import('./open-sqlite.ts');
    return openSqlite(location.path);
  }
  const { openMysql } = await import('./open-mysql.ts');
  return openMysql(location);
}
