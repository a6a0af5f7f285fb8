import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openOwnedDatabase } from '@miniatura/local-service';
import { DirectoryInUseError, UnusableDirectoryError } from './errors.ts';
import { makeFile, makeFolder, tightenFile } from './private-files.ts';

/** `PRAGMA user_version` of the schema below. */
const SCHEMA_VERSION = 1;

/** Keys are compared as bytes of UTF-8 (SQLite's BINARY collation), the order of S3's listings. */
const SCHEMA = `
  CREATE TABLE bucket (
    name TEXT PRIMARY KEY, created_at_ms INTEGER NOT NULL, versioning TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE bucket_configuration (
    bucket TEXT NOT NULL, kind TEXT NOT NULL, xml TEXT NOT NULL, PRIMARY KEY (bucket, kind)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE object (
    bucket TEXT NOT NULL, key TEXT NOT NULL, sequence INTEGER NOT NULL,
    version_id TEXT NOT NULL, is_latest INTEGER NOT NULL, is_delete_marker INTEGER NOT NULL,
    byte_count INTEGER NOT NULL, etag TEXT NOT NULL, last_modified_ms INTEGER NOT NULL,
    storage_class TEXT NOT NULL, file TEXT, attributes TEXT NOT NULL,
    PRIMARY KEY (bucket, key, sequence DESC)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX object_current ON object (bucket, key) WHERE is_latest = 1 AND is_delete_marker = 0;
  CREATE TABLE upload (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL,
    initiated_at_ms INTEGER NOT NULL, storage_class TEXT NOT NULL, attributes TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX upload_key ON upload (bucket, key, id);
  CREATE TABLE part (
    upload_id TEXT NOT NULL REFERENCES upload (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    byte_count INTEGER NOT NULL, etag TEXT NOT NULL, last_modified_ms INTEGER NOT NULL,
    file TEXT NOT NULL, checksum TEXT, PRIMARY KEY (upload_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, destination_arn TEXT NOT NULL, message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_destination ON event (destination_arn, id);
  CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1), last_sequence INTEGER NOT NULL, was_closed INTEGER NOT NULL
  ) STRICT;
  INSERT INTO state VALUES (1, 0, 1);
`;

/** Tables that an older store lacks. An older program ignores them. */
const ADDED_TABLES = `
  CREATE TABLE IF NOT EXISTS completed_upload (
    upload_id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL,
    completed_at_ms INTEGER NOT NULL, answer TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS completed_upload_time ON completed_upload (completed_at_ms);
`;

/** The folder's SQLite index. Committing a row makes an object exist. */
export interface IndexDatabase {
  readonly database: DatabaseSync;
  /** Whether the last process closed the index, so that there is no incomplete work. */
  readonly wasClosed: boolean;
  /** Runs `work` in a transaction. */
  readonly transaction: <T>(work: () => T) => T;
  /**
   * Returns a number above all earlier ones, near the microseconds since 1970. Call it in a
   * transaction.
   */
  readonly nextSequence: (nowMs: number) => number;
  readonly close: () => void;
}

/**
 * Opens `directory/index.sqlite` and locks it for this process.
 * @throws DirectoryInUseError, UnusableDirectoryError
 */
export function openIndexDatabase(directory: string): IndexDatabase {
  const database = openDatabase(directory);
  const lastSequence = database.prepare('SELECT last_sequence, was_closed FROM state').get() as {
    last_sequence: number;
    was_closed: number;
  };
  const saveSequence = database.prepare('UPDATE state SET last_sequence = ?');
  const setClosed = database.prepare('UPDATE state SET was_closed = ?');
  let last = lastSequence.last_sequence;
  wrapFaults(directory, () => setClosed.run(0));
  return {
    database,
    wasClosed: lastSequence.was_closed === 1,
    transaction: (work) => inTransaction(database, work),
    nextSequence: (nowMs) => {
      last = Math.max(last + 1, nowMs * 1000);
      saveSequence.run(last);
      return last;
    },
    close: () => {
      try {
        setClosed.run(1);
      } finally {
        database.close();
      }
    },
  };
}

function openDatabase(directory: string): DatabaseSync {
  const path = join(directory, 'index.sqlite');
  return wrapFaults(directory, () => {
    makeFolder(directory);
    makeFile(path);
    for (const suffix of ['', '-wal']) tightenFile(path + suffix);
    const database = openOwnedDatabase({
      path,
      schemaVersion: SCHEMA_VERSION,
      schema: SCHEMA,
      createError: (fault, message, options) =>
        fault === 'directory-in-use'
          ? new DirectoryInUseError(directory, options?.cause)
          : new Error(message, options),
    });
    database.exec(ADDED_TABLES);
    return database;
  });
}

function wrapFaults<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof DirectoryInUseError
      ? error
      : new UnusableDirectoryError(directory, error);
  }
}
