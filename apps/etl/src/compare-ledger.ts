import type { ChangeFeed } from '@miniatura/metadata';
import { type DataApi, readLedger } from '@miniatura/warehouse';

/**
 * Which database has gone back in time: the warehouse, whose ledger lacks batches that the source
 * knows as applied, or the source, which does not know the ledger's newest.
 */
export const RESTORED = ['warehouse', 'source', 'both'] as const;
export type Restored = (typeof RESTORED)[number];

interface LedgerPorts {
  readonly feed: Pick<
    ChangeFeed,
    'lastAppliedBatches' | 'knownBatches' | 'readProgress' | 'writeProgress'
  >;
  readonly api: Pick<DataApi, 'query'>;
}

/** Where the note is kept, until a repair removes it: later batches would hide what is missing. */
const NOTE = 'restored';
const NOTHING = 'no';

/** How many batches are compared; the note keeps what is found. */
const BATCH_COUNT = 20;

/** Compares the last batches of both sides, and tells what an earlier comparison has found, too. */
export async function compareLedger({ feed, api }: LedgerPorts): Promise<Restored | null> {
  const applied = await feed.lastAppliedBatches(BATCH_COUNT);
  const { present, newest } = await readLedger(api, applied, BATCH_COUNT);
  const known = await feed.knownBatches(newest);
  const noted = await feed.readProgress(NOTE);
  const warehouse = applied.some((id) => !present.has(id)) || includes(noted, 'warehouse');
  const source = newest.some((id) => !known.has(id)) || includes(noted, 'source');
  if (!warehouse && !source) return null;
  const restored = warehouse && source ? 'both' : warehouse ? 'warehouse' : 'source';
  if (restored !== noted) await feed.writeProgress(NOTE, restored);
  return restored;
}

function includes(noted: string | null, side: Restored): boolean {
  return noted === 'both' || noted === side;
}

/** Has the next comparison begin without what earlier ones have found. */
export async function forgetRestored(feed: LedgerPorts['feed']): Promise<void> {
  if ((await feed.readProgress(NOTE)) !== null) await feed.writeProgress(NOTE, NOTHING);
}
