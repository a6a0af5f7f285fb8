import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Adds functions of MySQL to SQLite: `md5`, and a `lower` for all letters, because SQLite's own
 * changes only ASCII letters.
 */
export function addMysqlFunctions(database: DatabaseSync): void {
  database.function('md5', { deterministic: true }, (text) => hash('md5', String(text), 'hex'));
  database.function('lower', { deterministic: true }, (text) =>
    text === null ? null : String(text).toLowerCase(),
  );
}
