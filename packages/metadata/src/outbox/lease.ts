import type { Kysely } from 'kysely';
import { inTransaction, retryConflicts } from '../database/in-transaction.ts';
import type { MetadataTables } from '../database/tables.ts';

/** The name, the holder and the duration of a lease. */
export interface LeaseRequest {
  readonly name: string;
  readonly holder: string;
  readonly durationMs: number;
}

/**
 * Acquires the lease, or renews it for its holder. Returns false while another holder has it.
 * Clocks may differ by less than the duration; work under a lease must tolerate a second holder
 * anyway.
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
    // A concurrent first lease violates the primary key, and this transaction is retried.
    await tx.insertInto('etlLease').values({ name, holder, expiresAtMs }).execute();
    return true;
  });
}

/** Releases the lease if the holder still has it. */
export async function releaseLease(
  db: Kysely<MetadataTables>,
  { name, holder }: Omit<LeaseRequest, 'durationMs'>,
): Promise<void> {
  await retryConflicts(() =>
    db.deleteFrom('etlLease').where('name', '=', name).where('holder', '=', holder).execute(),
  );
}
