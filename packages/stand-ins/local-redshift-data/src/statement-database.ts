import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openOwnedDatabase } from '@miniatura/local-service';
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

/** Opens `DIR/statements.sqlite`, creates it if it is missing, and locks it for this process. */
export function openStatementDatabase(directory: string): DatabaseSync {
  return openOwnedDatabase({
    path: join(directory, 'statements.sqlite'),
    schemaVersion: SCHEMA_VERSION,
    schema: SCHEMA,
    createError: (fault, message, options) =>
      new LocalRedshiftDataError(
        fault,
        fault === 'directory-in-use'
          ? `Expected a directory of its own but ${directory} is in use by another process.`
          : message,
        options,
      ),
  });
}
