import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Why a store cannot be opened: another process has locked it, or a newer version created it. */
export type StoreFault = 'directory-in-use' | 'newer-store';

export interface OwnedDatabaseOptions {
  /** The path of the file. The file and its folder are created when missing. */
  readonly path: string;
  /** `PRAGMA user_version` of the schema. */
  readonly schemaVersion: number;
  /** SQL that creates the tables of an empty store. */
  readonly schema: string;
  /** SQL that upgrades a store to the next version, by the store's current version. */
  readonly upgrades?: Readonly<Record<number, string>>;
  /** Creates the stand-in's own error. */
  readonly createError: (fault: StoreFault, message: string, options?: ErrorOptions) => Error;
}

/** Runs `work` in one transaction, which is committed completely or rolled back. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // After some errors, such as a full disk, SQLite has already rolled back.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function createSchema(
  database: DatabaseSync,
  { path, schemaVersion, schema, upgrades = {}, createError }: OwnedDatabaseOptions,
): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number;
  };
  if (version > schemaVersion) {
    throw createError(
      'newer-store',
      `Expected a store of version ${schemaVersion} or older in ${path} but received version ${version}.`,
    );
  }
  if (version === schemaVersion) return;
  if (version === 0) database.exec(schema);
  for (let from = version; from > 0 && from < schemaVersion; from += 1) {
    database.exec(upgrades[from] ?? '');
  }
  database.exec(`PRAGMA user_version = ${schemaVersion}`);
}

/** The file is not a SQLite database, or it is damaged. */
export class CorruptStoreError extends Error {
  override readonly name = 'CorruptStoreError';
  readonly code = 'corrupt-store';

  constructor(path: string, cause: unknown) {
    super(
      `Expected a SQLite database in ${path} but received a damaged file (${(cause as Error).message}).\n` +
        'Restore the file from a backup. Without one, move the file away: an empty store is then ' +
        'created, without the data of the old one.',
      { cause },
    );
  }
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** The lowest byte of an extended result code is the primary code. */
function primaryCodeOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) % 256;
}

/**
 * Opens a SQLite file and locks it for this process, so that after a crash the next process can
 * tell which work was in flight. The operating system releases the lock whenever the process ends.
 * @throws the error of `createError`, CorruptStoreError, and SQLite's own errors
 */
export function openOwnedDatabase(options: OwnedDatabaseOptions): DatabaseSync {
  const { path, createError } = options;
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  try {
    // In WAL mode, NORMAL loses nothing when the process dies; a power cut may lose the last
    // commits. A checkpoint waits for the disk, and so does the event loop: it runs after 16 MB,
    // not after 4 MB as by default.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
    `);
    // The first write acquires the lock.
    inTransaction(database, () => createSchema(database, options));
    return database;
  } catch (error) {
    database.close();
    const code = primaryCodeOf(error);
    if (code === SQLITE_NOTADB || code === SQLITE_CORRUPT) throw new CorruptStoreError(path, error);
    if (code !== SQLITE_BUSY) throw error;
    throw createError(
      'directory-in-use',
      `Expected ${path} to be unused, but another process has locked it. Stop that process first.`,
      { cause: error },
    );
  }
}
