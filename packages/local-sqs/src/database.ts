import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { LocalSqsError } from './errors.ts';

const SCHEMA_VERSION = 1;

/**
 * `attempt_open` is 1 while a consumer holds a message and has given no verdict on it. After a
 * crash it tells the attempts that were cut off from those that failed.
 */
const SCHEMA = `
CREATE TABLE queues (
  name TEXT PRIMARY KEY,
  attributes TEXT NOT NULL,
  tags TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  message_id TEXT NOT NULL,
  body TEXT NOT NULL,
  md5_of_body TEXT NOT NULL,
  attributes TEXT NOT NULL,
  trace_header TEXT,
  sent_ms INTEGER NOT NULL,
  visible_at_ms INTEGER NOT NULL,
  receive_count INTEGER NOT NULL,
  first_received_ms INTEGER,
  receipt TEXT,
  attempt_open INTEGER NOT NULL,
  dead_letter_source TEXT
) STRICT;
CREATE INDEX messages_by_visibility ON messages (queue, visible_at_ms);
CREATE INDEX messages_by_age ON messages (queue, sent_ms);
CREATE INDEX messages_in_hand ON messages (attempt_open) WHERE attempt_open = 1;
CREATE TABLE move_tasks (
  handle TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  destination TEXT,
  max_per_second INTEGER,
  status TEXT NOT NULL,
  moved_count INTEGER NOT NULL,
  to_move_count INTEGER NOT NULL,
  failure_reason TEXT,
  started_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX move_tasks_by_source ON move_tasks (source, started_ms);
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

/** Prepares named statements once, for a store to keep. */
export const prepareAll = <Name extends string>(
  database: DatabaseSync,
  statements: Readonly<Record<Name, string>>,
): Readonly<Record<Name, StatementSync>> =>
  Object.fromEntries(
    Object.entries<string>(statements).map(([name, sql]) => [name, database.prepare(sql)]),
  ) as Record<Name, StatementSync>;

const createSchema = (database: DatabaseSync, path: string): void => {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > SCHEMA_VERSION) {
    throw new LocalSqsError(
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

const prepareDatabase = (database: DatabaseSync, path: string): void => {
  // One process owns the queues, so that it may know what was in flight when it last died. The
  // operating system lets the lock go when the process ends, however it ends.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  // In WAL mode NORMAL survives the death of the process; a power cut may lose the last commits.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  createSchema(database, path);
  inTransaction(database, () => database.exec('UPDATE queues SET name = name WHERE 0'));
};

const isBusy = (error: unknown): boolean =>
  error instanceof Error && /database is locked/.test(error.message);

/** Opens `DIR/queues.sqlite`, makes it when missing, and holds it for this process alone. */
export const openDatabase = (directory: string): DatabaseSync => {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'queues.sqlite');
  const database = new DatabaseSync(path);
  try {
    prepareDatabase(database, path);
    return database;
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new LocalSqsError(
      'directory-in-use',
      `Expected ${path} to be free, but another process serves it.`,
      { cause: error },
    );
  }
};
