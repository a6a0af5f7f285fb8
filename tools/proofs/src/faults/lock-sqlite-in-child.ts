import { DatabaseSync } from 'node:sqlite';

/** Another process that writes into a database for as long as it is told to. */
const database = new DatabaseSync(process.argv[2] ?? '');
database.exec('PRAGMA busy_timeout = 10000');
process.on('message', (isLocked: boolean) => {
  database.exec(isLocked ? 'BEGIN IMMEDIATE' : 'ROLLBACK');
  process.send?.('done');
});
