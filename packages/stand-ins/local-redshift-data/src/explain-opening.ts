import { join } from 'node:path';
import { isDiskFull, noSpaceLeft } from './disk-full.ts';
import { SQL_STATES, TaskStop } from './task-stop.ts';

/** Explains why the database in a directory cannot be opened, and what to do. */
export function explainOpening(directory: string, cause: Error): TaskStop {
  if (isDiskFull(directory, cause)) {
    return new TaskStop(noSpaceLeft(directory), { sqlState: SQL_STATES.diskFull, cause });
  }
  const path = join(directory, 'database');
  return new TaskStop(
    `Expected a database that opens in ${path} but: ${cause.message.replace(/\.$/, '')}. If it stays so, its files are damaged: stop this service, move ${path} away, and start it again; the new database is empty and has to be loaded again`,
    { sqlState: SQL_STATES.unavailable, cause },
  );
}
