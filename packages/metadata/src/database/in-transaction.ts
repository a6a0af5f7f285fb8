import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { DatabaseError } from '../errors.ts';
import { databaseErrorOf } from './database-failure.ts';
import type { MetadataTables } from './tables.ts';

const RETRY_FOR_MS = 5000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

/**
 * Runs `work` in a transaction and retries after a conflict or a lost connection. Therefore `work`
 * must decide only from what it reads in the transaction.
 */
export function inTransaction<Result>(
  db: Kysely<MetadataTables>,
  work: (transaction: Transaction<MetadataTables>) => Promise<Result>,
): Promise<Result> {
  return retryConflicts(() => db.transaction().execute(work));
}

/** Retries transient failures with exponential backoff and jitter. */
export async function retryConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + RETRY_FOR_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (cause) {
      const error = databaseErrorOf(cause);
      if (Date.now() > deadline || !isWorthAnotherTry(error)) throw error;
      await delay(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
    }
  }
}

/** Runs `work` on one snapshot of the database, whatever others commit meanwhile. */
export async function inSnapshot<Result>(
  db: Kysely<MetadataTables>,
  work: (transaction: Transaction<MetadataTables>) => Promise<Result>,
): Promise<Result> {
  try {
    const snapshot = db.transaction().setIsolationLevel('repeatable read');
    return await snapshot.setAccessMode('read only').execute(work);
  } catch (cause) {
    throw databaseErrorOf(cause);
  }
}

function isWorthAnotherTry(error: Error): boolean {
  return error instanceof DatabaseError && error.code !== 'database-failed';
}
