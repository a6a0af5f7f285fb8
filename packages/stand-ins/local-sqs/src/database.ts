import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openOwnedDatabase } from '@miniatura/local-service';
import { LocalSqsError } from './errors.ts';

const SCHEMA_VERSION = 2;

/**
 * `attempt_open` is 1 while a message is in flight and its attempt has neither succeeded nor
 * failed. After a crash it distinguishes interrupted attempts from failed ones.
 */
const FIRST_SCHEMA = `
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

/**
 * Message groups and FIFO queues. `sequence` is null in standard queues. A deduplication remains
 * after its message is deleted.
 */
const GROUPS = `
ALTER TABLE messages ADD COLUMN group_id TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN deduplication_id TEXT;
ALTER TABLE messages ADD COLUMN sequence INTEGER;
CREATE INDEX messages_by_group ON messages (queue, group_id, visible_at_ms);
CREATE INDEX messages_in_sequence ON messages (queue, group_id, sequence)
  WHERE sequence IS NOT NULL;
CREATE TABLE deduplications (
  queue TEXT NOT NULL,
  key TEXT NOT NULL,
  message_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  PRIMARY KEY (queue, key)
) STRICT;
CREATE INDEX deduplications_by_expiry ON deduplications (expires_ms);
`;

/** Prepares named statements once for reuse. */
export function prepareAll<Name extends string>(
  database: DatabaseSync,
  statements: Readonly<Record<Name, string>>,
): Readonly<Record<Name, StatementSync>> {
  return Object.fromEntries(
    Object.entries<string>(statements).map(([name, sql]) => [name, database.prepare(sql)]),
  ) as Record<Name, StatementSync>;
}

/** Opens `DIR/queues.sqlite` and locks it for this process. Creates it when missing. */
export function openDatabase(directory: string): DatabaseSync {
  return openOwnedDatabase({
    path: join(directory, 'queues.sqlite'),
    schemaVersion: SCHEMA_VERSION,
    schema: FIRST_SCHEMA + GROUPS,
    upgrades: { 1: GROUPS },
    createError: (fault, message, options) => new LocalSqsError(fault, message, options),
  });
}
