import type { Restored } from './compare-ledger.ts';
import type { BatchReport } from './run-batch.ts';

/**
 * How a run ended. `done`: all that was there is carried. `nothing-pending`: there was nothing.
 * `busy`: another run is at work. `out-of-time`: the next run goes on.
 */
export const ETL_OUTCOMES = ['done', 'nothing-pending', 'busy', 'out-of-time'] as const;
export type EtlOutcome = (typeof ETL_OUTCOMES)[number];

/** What a run did. */
export interface EtlReport {
  readonly outcome: EtlOutcome;
  readonly batchCount: number;
  /** Outbox rows and calls that were claimed. */
  readonly claimedCount: number;
  /** Images that were staged, and of these those that changed the warehouse, or were known newer. */
  readonly stagedCount: number;
  readonly mergedCount: number;
  readonly staleCount: number;
  readonly stagedCallCount: number;
  /** Attempts that Redshift refused. */
  readonly refusedCount: number;
  /** How old the oldest unclaimed change was when the run began; 0 when there was none. */
  readonly lagMs: number;
  /**
   * Which database was found restored to an earlier time, until a repair succeeds; null when none was,
   * or when the run did not use Redshift.
   */
  readonly restored: Restored | null;
  readonly redshiftMs: number;
  /** What Redshift Serverless bills: its seconds at work, and never less than a minute. */
  readonly paidSeconds: number;
}

/** @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-billing.html */
const MIN_PAID_SECONDS = 60;

/** What a report is made of. */
export interface RunFacts {
  readonly outcome: EtlOutcome;
  readonly batches: readonly BatchReport[];
  readonly lagMs: number;
  readonly restored: Restored | null;
  /** How long Redshift was at work for the note of success; null when none was taken. */
  readonly notedMs: number | null;
}

export function etlReport({ outcome, batches, lagMs, restored, notedMs }: RunFacts): EtlReport {
  const sum = (count: (batch: BatchReport) => number) =>
    batches.reduce((total, batch) => total + count(batch), 0);
  const redshiftMs = Math.round(sum((batch) => batch.redshiftMs) + (notedMs ?? 0));
  const isTouched = batches.length > 0 || notedMs !== null;
  return {
    outcome,
    batchCount: batches.length,
    claimedCount: sum((batch) => batch.changeCount),
    stagedCount: sum((batch) => batch.stagedImages),
    mergedCount: sum((batch) => batch.mergedImages),
    staleCount: sum((batch) => batch.stagedImages - batch.mergedImages),
    stagedCallCount: sum((batch) => batch.stagedCalls),
    refusedCount: sum((batch) => batch.attempts - 1),
    lagMs,
    restored,
    redshiftMs,
    paidSeconds: isTouched ? Math.max(MIN_PAID_SECONDS, redshiftMs / 1000) : 0,
  };
}
