import { DatabaseSync } from 'node:sqlite';

/** Locks a database from another process for the requested time. */
const database = new DatabaseSync(process.argv[2] ?? '');
database.exec('PRAGMA busy_timeout = 10000');
process.on('message', (isLocked: boolean) => {
  database.exec(isLocked ? 'BEGIN IMMEDIATE' : 'ROLLBACK');
  process.send?.('done');
});
