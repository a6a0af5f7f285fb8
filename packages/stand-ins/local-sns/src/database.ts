import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openOwnedDatabase } from '@miniatura/local-service';
import { LocalSnsError } from './errors.ts';

/**
 * A delivery is a message to be sent to a queue. It is deleted once the queue has acknowledged it.
 */
const SCHEMA = `
CREATE TABLE topics (
  name TEXT PRIMARY KEY,
  attributes TEXT NOT NULL,
  tags TEXT NOT NULL
) STRICT;
CREATE TABLE subscriptions (
  arn TEXT PRIMARY KEY,
  topic TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  attributes TEXT NOT NULL
) STRICT;
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  queue_arn TEXT NOT NULL,
  body TEXT NOT NULL,
  attributes TEXT NOT NULL,
  group_id TEXT,
  dead_letter_arn TEXT,
  published_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_by_queue ON deliveries (queue_arn, id);
`;

/** Opens `DIR/topics.sqlite` and locks it for this process. Creates it when missing. */
export function openDatabase(directory: string): DatabaseSync {
  return openOwnedDatabase({
    path: join(directory, 'topics.sqlite'),
    schemaVersion: 1,
    schema: SCHEMA,
    createError: (fault, message, options) => new LocalSnsError(fault, message, options),
  });
}
