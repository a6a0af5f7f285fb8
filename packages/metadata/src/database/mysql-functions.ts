import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Adds MySQL's `md5` to SQLite, for statements on `db` that sample rows with it. */
export function addMysqlFunctions(database: DatabaseSync): void {
  database.function('md5', { deterministic: true }, (text) =>
    createHash('md5').update(String(text)).digest('hex'),
  );
}
