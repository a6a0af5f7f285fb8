import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Gives SQLite MySQL's `md5`, which it lacks: `db` serves statements that draw rows by it. */
export function addMysqlFunctions(database: DatabaseSync): void {
  database.function('md5', { deterministic: true }, (text) =>
    createHash('md5').update(String(text)).digest('hex'),
  );
}
