import type { Kysely, Transaction } from 'kysely';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import type { FailureRow, MetadataTables } from '../database/tables.ts';
import { type FailureState, type NewFailure, newRowOf, parseFailure } from './failure.ts';

/** Notes that an attempt has failed, and why: a dead letter itself does not tell. */
export function recordAttempt(db: Kysely<MetadataTables>, input: NewFailure): Promise<void> {
  return record(db, input, 'retrying', (known, isSameMessage) =>
    // Another copy of the message may be late: what its dead letter has become stays.
    isSameMessage ? known.state === 'retrying' : true,
  );
}

/** Notes that a message is parked. The reason is the last attempt's, unless one is given. */
export function recordParked(db: Kysely<MetadataTables>, input: NewFailure): Promise<void> {
  return record(db, input, 'parked', (known, isSameMessage) =>
    // The same dead letter, delivered again after it was put back.
    isSameMessage ? known.state === 'retrying' || known.state === 'parked' : true,
  );
}

function record(
  db: Kysely<MetadataTables>,
  input: NewFailure,
  state: FailureState,
  mayChange: (known: FailureRow, isSameMessage: boolean) => boolean,
): Promise<void> {
  const row = newRowOf(parseFailure(input));
  return inTransaction(db, async (transaction) => {
    const known = await findRow(transaction, row.failure_id);
    if (known === undefined) {
      // A rival's first note collides on the primary key, and this transaction starts over.
      await transaction
        .insertInto('failure')
        .values({ ...row, state, redrive_count: 0 })
        .execute();
    } else if (mayChange(known, known.message_id === row.message_id)) {
      await transaction
        .updateTable('failure')
        .set({
          state,
          message_id: row.message_id,
          receive_count: row.receive_count,
          last_seen_at: row.last_seen_at,
          body: row.body,
          ...(row.reason !== null && { code: row.code, reason: row.reason }),
        })
        .where('failure_id', '=', row.failure_id)
        .execute();
    }
  });
}

function findRow(
  transaction: Transaction<MetadataTables>,
  failureId: string,
): Promise<FailureRow | undefined> {
  return transaction
    .selectFrom('failure')
    .selectAll()
    .where('failure_id', '=', failureId)
    .executeTakeFirst();
}

/** Notes that a message is about to be put back. A failure that is solved stays so. */
export async function markRedriven(db: Kysely<MetadataTables>, failureId: string): Promise<void> {
  await retryConflicts(() =>
    db
      .updateTable('failure')
      .set(({ eb }) => ({ state: 'redriven', redrive_count: eb('redrive_count', '+', 1) }))
      .where('failure_id', '=', failureId)
      .where('state', '!=', 'solved')
      .execute(),
  );
}

/** Notes that a message has succeeded: one that was never parked is no failure. */
export function settleFailure(db: Kysely<MetadataTables>, failureId: string): Promise<void> {
  return inTransaction(db, async (transaction) => {
    await transaction
      .deleteFrom('failure')
      .where('failure_id', '=', failureId)
      .where('state', '=', 'retrying')
      .where('redrive_count', '=', 0)
      .execute();
    await transaction
      .updateTable('failure')
      .set({ state: 'solved' })
      .where('failure_id', '=', failureId)
      .where('redrive_count', '>', 0)
      .execute();
  });
}

/** @returns how many were deleted, since their time was over */
export async function deleteExpiredFailures(
  db: Kysely<MetadataTables>,
  sqlTime: string,
): Promise<number> {
  const { numDeletedRows } = await retryConflicts(() =>
    db.deleteFrom('failure').where('expires_at', '<=', sqlTime).executeTakeFirstOrThrow(),
  );
  return Number(numDeletedRows);
}
