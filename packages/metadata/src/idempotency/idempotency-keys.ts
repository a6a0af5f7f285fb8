import type { Kysely } from 'kysely';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { IdempotencyKeyTable, MetadataTables } from '../database/tables.ts';

type Db = Kysely<MetadataTables>;

/** A request with an idempotency key. Both hashes are SHA-256 in hexadecimal. */
export interface KeyedRequest {
  /** The hash of the user, the operation and the key. */
  readonly keyHash: string;
  /** The hash of the content of the request. */
  readonly requestHash: string;
  readonly now: Date;
}

/**
 * `claimed`: the request is to be answered now. `repeated`: it was answered before. `running`:
 * another process answers it. `mismatch`: the key belongs to a request with another content.
 */
export type KeyClaim =
  | {
      readonly kind: 'claimed';
      /** The time of the first request. */
      readonly firstAt: Date;
      /** Identifies this claim: after this time, another request may claim the key. */
      readonly lockedUntil: Date;
    }
  | {
      readonly kind: 'repeated';
      readonly firstAt: Date;
    }
  | { readonly kind: 'running' }
  | { readonly kind: 'mismatch' };

/** The idempotency keys of requests: `idempotencyKeysOf(metadata.db)`. */
export interface IdempotencyKeys {
  claim(request: KeyedRequest): Promise<KeyClaim>;
  /** Records that a claimed request was answered. */
  complete(keyHash: string, now: Date): Promise<void>;
  /**
   * Gives up a claim after an error, so that the request may be sent again immediately. It has no
   * effect if another request has claimed the key meanwhile.
   */
  release(keyHash: string, claim: { readonly lockedUntil: Date }): Promise<void>;
}

/** A key is remembered for a day. */
const LIFETIME_MS = 24 * 3_600_000;
/** After this time a claim is assumed to be that of a process that was killed. */
const LOCK_MS = 30_000;

export function idempotencyKeysOf(db: Db): IdempotencyKeys {
  return {
    claim: (request) => claim(db, request),
    complete: async (keyHash, now) => {
      const update = db.updateTable('idempotencyKey').set({ doneAt: sqlTimeOf(now) });
      await retryConflicts(() => update.where('keyHash', '=', keyHash).execute());
    },
    release: async (keyHash, { lockedUntil }) => {
      const update = db.updateTable('idempotencyKey').set(({ ref }) => ({
        lockedUntil: ref('firstAt'),
      }));
      await retryConflicts(() =>
        update
          .where('keyHash', '=', keyHash)
          .where('lockedUntil', '=', sqlTimeOf(lockedUntil))
          .execute(),
      );
    },
  };
}

function claim(db: Db, request: KeyedRequest): Promise<KeyClaim> {
  const { keyHash, requestHash, now } = request;
  const lockedUntil = new Date(now.getTime() + LOCK_MS);
  const lock = { lockedUntil: sqlTimeOf(lockedUntil) };
  return inTransaction(db, async (tx): Promise<KeyClaim> => {
    const known = await tx
      .selectFrom('idempotencyKey')
      .selectAll()
      .where('keyHash', '=', keyHash)
      .executeTakeFirst();
    if (known === undefined || known.expiresAt <= sqlTimeOf(now)) {
      // A concurrent request may have replaced the row, which must not be deleted then.
      await tx
        .deleteFrom('idempotencyKey')
        .where('keyHash', '=', keyHash)
        .where('expiresAt', '<=', sqlTimeOf(now))
        .execute();
      const expiresAt = sqlTimeOf(new Date(now.getTime() + LIFETIME_MS));
      const times = { firstAt: sqlTimeOf(now), ...lock, expiresAt, doneAt: null };
      // A concurrent insert violates the primary key, and this transaction is retried.
      await tx
        .insertInto('idempotencyKey')
        .values({ keyHash, requestHash, ...times })
        .execute();
      return { kind: 'claimed', firstAt: now, lockedUntil };
    }
    const state = stateOf(known, request);
    if (state.kind !== 'free') return state;
    const { numUpdatedRows } = await tx
      .updateTable('idempotencyKey')
      .set(lock)
      .where('keyHash', '=', keyHash)
      .where('lockedUntil', '=', known.lockedUntil)
      .executeTakeFirst();
    return numUpdatedRows === 0n
      ? { kind: 'running' }
      : { kind: 'claimed', firstAt: state.firstAt, lockedUntil };
  });
}

type KnownState =
  Exclude<KeyClaim, { kind: 'claimed' }> | { readonly kind: 'free'; readonly firstAt: Date };

function stateOf(known: IdempotencyKeyTable, { requestHash, now }: KeyedRequest): KnownState {
  if (known.requestHash !== requestHash) return { kind: 'mismatch' };
  const firstAt = new Date(toIsoTime(known.firstAt));
  if (known.doneAt !== null) return { kind: 'repeated', firstAt };
  return known.lockedUntil > sqlTimeOf(now) ? { kind: 'running' } : { kind: 'free', firstAt };
}

/** Deletes the keys that have expired. */
export async function forgetIdempotencyKeys(db: Db, expiredBy: Date): Promise<void> {
  const deletion = db.deleteFrom('idempotencyKey');
  await retryConflicts(() => deletion.where('expiresAt', '<=', sqlTimeOf(expiredBy)).execute());
}

function sqlTimeOf(time: Date): string {
  return toSqlTime(time.toISOString());
}
