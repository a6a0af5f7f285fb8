import { type DataApi, readCallsBack, readLedger, readVersions } from '@miniatura/warehouse';
import { compareLedger, forgetRestored } from './compare-ledger.ts';
import { compare, type DifferentRow, findDifferences } from './find-differences.ts';
import { reconcile, type ReconcileReport } from './reconcile.ts';
import { type EtlDependencies, runEtl, type RunOptions } from './run-etl.ts';

/**
 * How a repair ended. `repaired`: both databases agree. `differs`: they still do not, which repeating
 * will not change. `busy`: another run is at work. `out-of-time`: the next repair goes on.
 */
export const REPAIR_OUTCOMES = ['repaired', 'differs', 'busy', 'out-of-time'] as const;
export type RepairOutcome = (typeof REPAIR_OUTCOMES)[number];

/** What a repair did. */
export interface RepairReport {
  readonly outcome: RepairOutcome;
  /** Batches that the warehouse had lost, whose changes and purges were carried again. */
  readonly reopenedBatchCount: number;
  /** Images and calls that differed and were carried again. */
  readonly resentCount: number;
  /** Paid calls that only the warehouse knew, and the source has now. */
  readonly adoptedCallCount: number;
  /** Null when the repair did not come so far. */
  readonly reconciliation: ReconcileReport | null;
}

type Counts = { -readonly [Name in 'resentCount' | 'adoptedCallCount']: number };

/** The first round carries what differs, the second finds nothing; more are for what comes between. */
const MAX_ROUNDS = 5;
const ALL_BATCHES = 1_000_000;
/** More than the source keeps of a database that loads each minute for six days. */
const NEWEST_BATCHES = 10_000;
const MIN_MS_FOR_A_ROUND = 60_000;

/**
 * Brings both databases together after one of them was restored to an earlier time, or changed by
 * hand. What the source says goes to the warehouse, purges too: an image that the source does not have
 * is purged there. Calls that were paid and that only the warehouse knows go to the source. A repair
 * that is cut short leaves nothing that the next one does not finish.
 */
export async function repair(
  deps: EtlDependencies,
  options: RunOptions = {},
): Promise<RepairReport> {
  await deps.prepareWarehouse();
  await compareLedger(deps);
  const reopenedBatchCount = await settleLedger(deps);
  const counts: Counts = { resentCount: 0, adoptedCallCount: 0 };
  const stopped = await carryDifferences(deps, options, counts);
  if (stopped !== null) {
    return { outcome: stopped, reopenedBatchCount, ...counts, reconciliation: null };
  }
  const reconciliation = await reconcile(deps);
  if (reconciliation.isEqual) await forgetRestored(deps.feed);
  const outcome = reconciliation.isEqual ? 'repaired' : 'differs';
  return { outcome, reopenedBatchCount, ...counts, reconciliation };
}

/**
 * Has what lost batches carried claimed anew, which is faster than to find it row by row, and enters
 * those that only the ledger knows.
 * @returns how many were lost
 */
async function settleLedger({ feed, api }: EtlDependencies): Promise<number> {
  const applied = await feed.lastAppliedBatches(ALL_BATCHES);
  const { present, newest } = await readLedger(api, applied, NEWEST_BATCHES);
  const lost = applied.filter((id) => !present.has(id));
  await feed.reopenBatches(lost);
  await feed.adoptBatches(newest);
  return lost.length;
}

async function carryDifferences(
  deps: EtlDependencies,
  options: RunOptions,
  counts: Counts,
): Promise<'busy' | 'out-of-time' | null> {
  const { deadlineMs = Infinity } = options;
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const { outcome } = await runEtl(deps, options);
    if (outcome === 'busy' || outcome === 'out-of-time') return outcome;
    const before = counts.resentCount;
    for (const subject of ['image', 'call'] as const) {
      const days = await compare(deps, { subject, by: 'day' });
      for await (const { rows } of findDifferences(deps, subject, days)) {
        await (subject === 'image' ? resendImages : resendCalls)(deps, rows, counts);
        if (deadlineMs - Date.now() < MIN_MS_FOR_A_ROUND) return 'out-of-time';
      }
    }
    if (counts.resentCount === before) return null;
  }
  return null;
}

async function resendImages(
  { feed, api }: EtlDependencies,
  rows: readonly DifferentRow[],
  counts: Counts,
): Promise<void> {
  const versions = await readVersions(
    api,
    rows.map(({ key }) => key),
  );
  await feed.resendImages(
    rows.map(({ key }) => ({ imageId: key, knownVersion: versions.get(key) ?? 0 })),
  );
  counts.resentCount += rows.length;
}

async function resendCalls(
  { feed, api }: { readonly feed: EtlDependencies['feed']; readonly api: DataApi },
  rows: readonly DifferentRow[],
  counts: Counts,
): Promise<void> {
  const idsOf = (isLeftOver: boolean) =>
    rows
      .filter(({ difference }) => (difference === 'left-over') === isLeftOver)
      .map(({ key }) => Number(key));
  const lost = await readCallsBack(api, idsOf(true));
  await feed.adoptCalls(lost);
  counts.adoptedCallCount += lost.length;
  const resent = idsOf(false);
  await feed.resendCalls(resent);
  counts.resentCount += resent.length;
}
