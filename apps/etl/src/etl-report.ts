import type { Restored } from './compare-ledger.ts';
import type { BatchReport } from './run-batch.ts';

/**
 * How a run ended. `done`: all changes are loaded. `nothing-pending`: there were no changes.
 * `busy`: another run holds the lease. `out-of-time`: the next run continues.
 */
export const ETL_OUTCOMES = ['done', 'nothing-pending', 'busy', 'out-of-time'] as const;
export type EtlOutcome = (typeof ETL_OUTCOMES)[number];

/** The result of a run. */
export interface EtlReport {
  readonly outcome: EtlOutcome;
  readonly batchCount: number;
  /** Number of claimed outbox rows and calls. */
  readonly claimedCount: number;
  /**
   * Staged images: those that changed the warehouse (merged), and those that were older than its
   * rows (stale).
   */
  readonly stagedCount: number;
  readonly mergedCount: number;
  readonly staleCount: number;
  readonly stagedCallCount: number;
  /** Number of attempts that Redshift rejected. */
  readonly rejectedCount: number;
  /**
   * Age in milliseconds of the oldest unclaimed change at the start of the run; 0 if there was
   * none.
   */
  readonly lagMs: number;
  /**
   * The database that was restored to an earlier time, until a repair succeeds. Null if none was,
   * or if the run did not use Redshift.
   */
  readonly restored: Restored | null;
  readonly redshiftMs: number;
  /** The seconds that Redshift Serverless bills: at least one minute per use. */
  readonly paidSeconds: number;
}

/** @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-billing.html */
const MIN_PAID_SECONDS = 60;

/** The facts from which a report is built. */
export interface RunFacts {
  readonly outcome: EtlOutcome;
  readonly batches: readonly BatchReport[];
  readonly lagMs: number;
  readonly restored: Restored | null;
  /**
   * Redshift's execution time in milliseconds for recording the success; null if it was not
   * recorded.
   */
  readonly recordedMs: number | null;
}

export function etlReport({ outcome, batches, lagMs, restored, recordedMs }: RunFacts): EtlReport {
  const sum = (count: (batch: BatchReport) => number) =>
    batches.reduce((total, batch) => total + count(batch), 0);
  const redshiftMs = Math.round(sum((batch) => batch.redshiftMs) + (recordedMs ?? 0));
  const isTouched = batches.length > 0 || recordedMs !== null;
  return {
    outcome,
    batchCount: batches.length,
    claimedCount: sum((batch) => batch.changeCount),
    stagedCount: sum((batch) => batch.stagedImages),
    mergedCount: sum((batch) => batch.mergedImages),
    staleCount: sum((batch) => batch.stagedImages - batch.mergedImages),
    stagedCallCount: sum((batch) => batch.stagedCalls),
    rejectedCount: sum((batch) => batch.attempts - 1),
    lagMs,
    restored,
    redshiftMs,
    paidSeconds: isTouched ? Math.max(MIN_PAID_SECONDS, redshiftMs / 1000) : 0,
  };
}
