import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LocalRedshiftDataError } from './errors.ts';

const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE statements (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  request TEXT NOT NULL,
  name TEXT,
  status TEXT NOT NULL,
  error TEXT,
  duration_ns INTEGER NOT NULL DEFAULT 0,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX statements_by_age ON statements (created_ms);
CREATE INDEX statements_by_status ON statements (status);
CREATE TABLE sub_statements (
  statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  sql TEXT NOT NULL,
  status TEXT NOT NULL,
  error TEXT,
  duration_ns INTEGER NOT NULL DEFAULT 0,
  result_rows INTEGER NOT NULL DEFAULT -1,
  result_size INTEGER NOT NULL DEFAULT -1,
  columns TEXT,
  updated_ms INTEGER NOT NULL,
  PRIMARY KEY (statement, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE pages (
  statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  page INTEGER NOT NULL,
  rows TEXT NOT NULL,
  PRIMARY KEY (statement, number, page)
) STRICT;
CREATE TABLE client_tokens (
  token TEXT PRIMARY KEY,
  request_hash TEXT NOT NULL,
  statement TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
`;

/** Runs `work` in one transaction: all of it is kept, or none. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
};

const createSchema = (database: DatabaseSync, path: string): void => {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > SCHEMA_VERSION) {
    throw new LocalRedshiftDataError(
      'newer-store',
      `Expected a store of version ${SCHEMA_VERSION} or older in ${path} but received version ${row.user_version}.`,
    );
  }
  if (row.user_version === SCHEMA_VERSION) return;
  inTransaction(database, () => {
    database.exec(SCHEMA);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
};

const prepare = (database: DatabaseSync, path: string): void => {
  // One process owns the directory. The operating system lets the lock go when the process ends.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  // In WAL mode NORMAL survives the death of the process; a power cut may lose the last commits.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
  createSchema(database, path);
  inTransaction(database, () => database.exec('UPDATE statements SET id = id WHERE 0'));
};

const isBusy = (error: unknown): boolean =>
  error instanceof Error && /database is locked/.test(error.message);

/** Opens `DIR/statements.sqlite`, makes it when missing, and holds it for this process alone. */
export const openStatementDatabase = (directory: string): DatabaseSync => {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'statements.sqlite');
  const database = new DatabaseSync(path);
  try {
    prepare(database, path);
    return database;
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new LocalRedshiftDataError(
      'directory-in-use',
      `Expected a directory of its own but ${directory} is in use by another process.`,
      { cause: error },
    );
  }
};
