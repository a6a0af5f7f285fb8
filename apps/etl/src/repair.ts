import { readCallsBack, readLedger, readVersions, SUBJECTS } from '@miniatura/warehouse';
import { compareLedger, forgetRestored } from './compare-ledger.ts';
import { compare, type DifferentRow, findDifferences } from './find-differences.ts';
import { reconcile, type ReconcileReport } from './reconcile.ts';
import { type EtlDependencies, runEtl, type RunOptions } from './run-etl.ts';

/**
 * How a repair ended. `repaired`: both databases agree. `differs`: they still differ, and another
 * repair would not change that. `busy`: another run holds the lease. `out-of-time`: the next repair
 * continues.
 */
export const REPAIR_OUTCOMES = ['repaired', 'differs', 'busy', 'out-of-time'] as const;
export type RepairOutcome = (typeof REPAIR_OUTCOMES)[number];

/** The result of a repair. */
export interface RepairReport {
  readonly outcome: RepairOutcome;
  /**
   * Number of batches that were missing in the warehouse and whose changes and purges were loaded
   * again.
   */
  readonly reopenedBatchCount: number;
  /** Number of images and calls that differed and were loaded again. */
  readonly resentCount: number;
  /** Number of paid calls that only the warehouse had, and that were copied to the source. */
  readonly adoptedCallCount: number;
  /** The final comparison; null if the repair stopped before it. */
  readonly reconciliation: ReconcileReport | null;
}

type Counts = { -readonly [Name in 'resentCount' | 'adoptedCallCount']: number };

/**
 * The first round loads the differences, and the second finds none. More rounds are for concurrent
 * changes.
 */
const MAX_ROUNDS = 5;
const ALL_BATCHES = 1_000_000;
/** More than the batches of six days with one load per minute. */
const NEWEST_BATCHES = 10_000;
const MIN_MS_FOR_A_ROUND = 60_000;

/**
 * Makes both databases agree after one of them was restored to an earlier time, or changed by hand.
 * The warehouse takes over the source's rows and purges: an image that the source does not have is
 * purged. The source takes over paid calls that only the warehouse has. An interrupted repair is
 * completed by the next one.
 */
export async function repair(
  dependencies: EtlDependencies,
  options: RunOptions = {},
): Promise<RepairReport> {
  await dependencies.prepareWarehouse();
  await compareLedger(dependencies);
  const reopenedBatchCount = await repairLedger(dependencies);
  const counts: Counts = { resentCount: 0, adoptedCallCount: 0 };
  const stopped = await loadDifferences(dependencies, options, counts);
  if (stopped !== null) {
    return { outcome: stopped, reopenedBatchCount, ...counts, reconciliation: null };
  }
  const reconciliation = await reconcile(dependencies);
  if (reconciliation.isEqual) await forgetRestored(dependencies.feed);
  const outcome = reconciliation.isEqual ? 'repaired' : 'differs';
  return { outcome, reopenedBatchCount, ...counts, reconciliation };
}

/**
 * Reopens batches that the warehouse has lost, so that their changes are claimed again. This is
 * faster than a comparison row by row. It also records batches that only the ledger has.
 * @returns the number of batches that the warehouse had lost
 */
async function repairLedger({ feed, api }: EtlDependencies): Promise<number> {
  const applied = await feed.lastAppliedBatches(ALL_BATCHES);
  const { present, newest } = await readLedger(api, applied, NEWEST_BATCHES);
  const lost = applied.filter((id) => !present.has(id));
  await feed.reopenBatches(lost);
  await feed.adoptBatches(newest);
  return lost.length;
}

async function loadDifferences(
  dependencies: EtlDependencies,
  options: RunOptions,
  counts: Counts,
): Promise<'busy' | 'out-of-time' | null> {
  const { deadlineMs = Infinity } = options;
  for (let round = 1; ; round++) {
    const { outcome } = await runEtl(dependencies, options);
    if (outcome === 'busy' || outcome === 'out-of-time') return outcome;
    // What the last round has sent is loaded, so that the comparison includes it.
    if (round > MAX_ROUNDS) return null;
    const before = counts.resentCount;
    for (const subject of SUBJECTS) {
      const days = await compare(dependencies, { subject, by: 'day' });
      for await (const { rows } of findDifferences(dependencies, subject, days)) {
        await (subject === 'image' ? resendImages : resendCalls)(dependencies, rows, counts);
        if (deadlineMs - Date.now() < MIN_MS_FOR_A_ROUND) return 'out-of-time';
      }
    }
    if (counts.resentCount === before) return null;
  }
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
  { feed, api }: EtlDependencies,
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
