import { isDiskFull, noSpaceLeft } from './disk-full.ts';
import { SQL_STATES, TaskStop } from './task-stop.ts';

/**
 * Explains why a statement ended. A full disk is reported first, because it causes other errors.
 */
export function explainFailure(directory: string, cause: Error): TaskStop {
  // A stop with a cause reports an unexpected error, such as that of the store of statements.
  const isKnown =
    cause instanceof TaskStop && cause.sqlState !== SQL_STATES.crashed && cause.cause === undefined;
  if (isKnown || !isDiskFull(directory, cause)) {
    return cause instanceof TaskStop ? cause : new TaskStop(cause.message, { cause });
  }
  const stop = new TaskStop(noSpaceLeft(directory), { sqlState: SQL_STATES.diskFull, cause });
  stop.mayHaveCommitted = cause instanceof TaskStop && cause.mayHaveCommitted;
  return stop;
}
