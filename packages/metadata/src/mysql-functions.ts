import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Gives SQLite those functions of MySQL's that the queries use and it lacks. */
export function addMysqlFunctions(database: DatabaseSync): void {
  database.function('md5', { deterministic: true }, (text) =>
    createHash('md5').update(String(text)).digest('hex'),
  );
  database.function('conv', { deterministic: true }, (digits, from, to) =>
    Number.parseInt(String(digits), Number(from)).toString(Number(to)),
  );
}
