import type { Kysely } from 'kysely';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import type { MetadataTables } from '../database/tables.ts';

/** Who wants to be the only one, under which name and for how long. */
export interface LeaseRequest {
  readonly name: string;
  readonly holder: string;
  readonly durationMs: number;
}

/**
 * Takes the lease, or renews it for its holder. False: another holds it, and it has not run out.
 * Clocks may differ by less than the duration; what runs under a lease must survive a rival anyway.
 */
export function acquireLease(
  db: Kysely<MetadataTables>,
  { name, holder, durationMs }: LeaseRequest,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const expiresAtMs = Date.now() + durationMs;
    const { numUpdatedRows } = await tx
      .updateTable('etlLease')
      .set({ holder, expiresAtMs })
      .where('name', '=', name)
      .where(({ or, eb }) => or([eb('holder', '=', holder), eb('expiresAtMs', '<=', Date.now())]))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return true;
    const held = await tx
      .selectFrom('etlLease')
      .select('holder')
      .where('name', '=', name)
      .executeTakeFirst();
    if (held !== undefined) return false;
    // A rival's first lease collides on the primary key, and this transaction starts over.
    await tx.insertInto('etlLease').values({ name, holder, expiresAtMs }).execute();
    return true;
  });
}

/** Gives the lease back, if it is still the holder's. */
export async function releaseLease(
  db: Kysely<MetadataTables>,
  { name, holder }: Omit<LeaseRequest, 'durationMs'>,
): Promise<void> {
  await retryConflicts(() =>
    db.deleteFrom('etlLease').where('name', '=', name).where('holder', '=', holder).execute(),
  );
}
