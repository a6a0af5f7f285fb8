import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Adds MySQL's functions to SQLite: `md5`, for statements on `db` that sample rows with it, and a `lower` of all
 * letters, as SQLite's own changes ASCII letters only.
 */
export function addMysqlFunctions(database: DatabaseSync): void {
  database.function('md5', { deterministic: true }, (text) =>
    createHash('md5').update(String(text)).digest('hex'),
  );
  database.function('lower', { deterministic: true }, (text) =>
    text === null ? null : String(text).toLowerCase(),
  );
}
