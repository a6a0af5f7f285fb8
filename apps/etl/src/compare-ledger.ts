import type { ChangeFeed } from '@miniatura/metadata';
import { type DataApi, readLedger } from '@miniatura/warehouse';

/**
 * Says which database was restored to an earlier time. `warehouse`: its ledger lacks batches that
 * the source has marked as applied. `source`: it lacks the newest batches of the ledger.
 */
export const RESTORED = ['warehouse', 'source', 'both'] as const;
export type Restored = (typeof RESTORED)[number];

interface LedgerDependencies {
  readonly feed: Pick<
    ChangeFeed,
    'lastAppliedBatches' | 'knownBatches' | 'readProgress' | 'writeProgress'
  >;
  readonly api: Pick<DataApi, 'query'>;
}

/** The result is stored until a repair succeeds: later batches would hide the missing ones. */
const NOTE = 'restored';
const NOTHING = 'no';

/** How many of the newest batches are compared. */
const BATCH_COUNT = 20;

/** Compares the last batches of both sides, and adds the results of earlier comparisons. */
export async function compareLedger({ feed, api }: LedgerDependencies): Promise<Restored | null> {
  const applied = await feed.lastAppliedBatches(BATCH_COUNT);
  const { present, newest } = await readLedger(api, applied, BATCH_COUNT);
  const known = await feed.knownBatches(newest);
  const stored = await feed.readProgress(NOTE);
  const warehouse = applied.some((id) => !present.has(id)) || includes(stored, 'warehouse');
  const source = newest.some((id) => !known.has(id)) || includes(stored, 'source');
  if (!warehouse && !source) return null;
  const restored = warehouse && source ? 'both' : warehouse ? 'warehouse' : 'source';
  if (restored !== stored) await feed.writeProgress(NOTE, restored);
  return restored;
}

function includes(stored: string | null, side: Restored): boolean {
  return stored === 'both' || stored === side;
}

/** Deletes the results of earlier comparisons. */
export async function forgetRestored(feed: LedgerDependencies['feed']): Promise<void> {
  if ((await feed.readProgress(NOTE)) !== null) await feed.writeProgress(NOTE, NOTHING);
}
