import type { Kysely, Transaction } from 'kysely';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import type { FailureRow, MetadataTables } from '../database/tables.ts';
import { type FailureState, type NewFailure, newRowOf, parseFailure } from './failure.ts';

/** Records a failed attempt with its reason, which a dead letter does not contain. */
export function recordAttempt(db: Kysely<MetadataTables>, input: NewFailure): Promise<void> {
  return record(db, input, 'retrying', (known, isSameMessage) =>
    // Another delivery of the message may be late: the state of its dead letter is not changed.
    isSameMessage ? known.state === 'retrying' : true,
  );
}

/** Records that a message is parked. The reason is that of the last attempt unless one is given. */
export function recordParked(db: Kysely<MetadataTables>, input: NewFailure): Promise<void> {
  return record(db, input, 'parked', (known, isSameMessage) =>
    // The same dead letter was delivered again after it was redriven.
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
    const known = await findRow(transaction, row.failureId);
    if (known === undefined) {
      // A concurrent first insert violates the primary key, and this transaction is retried.
      await transaction
        .insertInto('failure')
        .values({ ...row, state, redriveCount: 0 })
        .execute();
    } else if (mayChange(known, known.messageId === row.messageId)) {
      await transaction
        .updateTable('failure')
        .set({
          state,
          messageId: row.messageId,
          receiveCount: row.receiveCount,
          lastSeenAt: row.lastSeenAt,
          body: row.body,
          ...(row.reason !== null && { code: row.code, reason: row.reason }),
        })
        .where('failureId', '=', row.failureId)
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
    .where('failureId', '=', failureId)
    .executeTakeFirst();
}

/** Records that a message is about to be redriven. A solved failure stays solved. */
export async function markRedriven(db: Kysely<MetadataTables>, failureId: string): Promise<void> {
  await retryConflicts(() =>
    db
      .updateTable('failure')
      .set(({ eb }) => ({ state: 'redriven', redriveCount: eb('redriveCount', '+', 1) }))
      .where('failureId', '=', failureId)
      .where('state', '!=', 'solved')
      .execute(),
  );
}

/** Records that a message has succeeded. If it was never parked, its record is deleted. */
export function resolveFailure(db: Kysely<MetadataTables>, failureId: string): Promise<void> {
  return inTransaction(db, async (transaction) => {
    await transaction
      .deleteFrom('failure')
      .where('failureId', '=', failureId)
      .where('state', '=', 'retrying')
      .where('redriveCount', '=', 0)
      .execute();
    await transaction
      .updateTable('failure')
      .set({ state: 'solved' })
      .where('failureId', '=', failureId)
      .where('redriveCount', '>', 0)
      .execute();
  });
}

/** @returns the number of expired failures deleted */
export async function deleteExpiredFailures(
  db: Kysely<MetadataTables>,
  sqlTime: string,
): Promise<number> {
  const { numDeletedRows } = await retryConflicts(() =>
    db.deleteFrom('failure').where('expiresAt', '<=', sqlTime).executeTakeFirstOrThrow(),
  );
  return Number(numDeletedRows);
}
