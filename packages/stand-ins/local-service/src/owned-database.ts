import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Why a store cannot be opened: another process has it, or a newer version made it. */
export type StoreFault = 'directory-in-use' | 'newer-store';

export interface OwnedDatabaseOptions {
  /** The file; it and its folder are made when missing. */
  readonly path: string;
  /** `PRAGMA user_version` of the schema. */
  readonly schemaVersion: number;
  /** SQL that makes the tables of an empty store. */
  readonly schema: string;
  /** SQL that takes a store of a version to the next one, by the version that it has. */
  readonly upgrades?: Readonly<Record<number, string>>;
  /** The stand-in's own error. */
  readonly createError: (fault: StoreFault, message: string, options?: ErrorOptions) => Error;
}

/** Runs `work` in one transaction: all of it is kept, or none. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // After some faults, a full disk among them, SQLite has rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
};

const createSchema = (
  database: DatabaseSync,
  { path, schemaVersion, schema, upgrades = {}, createError }: OwnedDatabaseOptions,
): void => {
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
};

/** A file that SQLite cannot read: another program's, or a damaged one. */
export class CorruptStoreError extends Error {
  override readonly name = 'CorruptStoreError';
  readonly code = 'corrupt-store';

  constructor(path: string, cause: unknown) {
    super(
      `Expected a SQLite database in ${path} but received a damaged file (${(cause as Error).message}).\n` +
        'Put a copy of the file back. Without a copy, move it away: a new one is made, which knows ' +
        'nothing of what the old one held.',
      { cause },
    );
  }
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** The last byte of an extended code is the primary one. */
const primaryCodeOf = (error: unknown): number =>
  ((error as { errcode?: number }).errcode ?? 0) % 256;

/**
 * Opens a SQLite file for this process alone, so that it may know what was under way when it last
 * died. The operating system lets the lock go when the process ends, however it ends.
 * @throws what `createError` makes, CorruptStoreError, and SQLite's own errors
 */
export const openOwnedDatabase = (options: OwnedDatabaseOptions): DatabaseSync => {
  const { path, createError } = options;
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  try {
    // In WAL mode NORMAL survives the death of the process; a power cut may lose the last commits.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
    `);
    // Writing takes the lock.
    inTransaction(database, () => createSchema(database, options));
    return database;
  } catch (error) {
    database.close();
    const code = primaryCodeOf(error);
    if (code === SQLITE_NOTADB || code === SQLITE_CORRUPT) throw new CorruptStoreError(path, error);
    if (code !== SQLITE_BUSY) throw error;
    throw createError(
      'directory-in-use',
      `Expected ${path} to be free, but another process serves it.`,
      { cause: error },
    );
  }
};
