import { z } from 'zod';
import type { EtlReport } from './etl-report.ts';
import { reconcile, type ReconcileReport } from './reconcile.ts';
import { backfill, type EtlDependencies, runEtl } from './run-etl.ts';

export { ETL_OUTCOMES, type EtlOutcome, type EtlReport } from './etl-report.ts';
export { DIFFERENCES, reconcile } from './reconcile.ts';
export type { Difference, DifferentImage, ReconcileReport } from './reconcile.ts';
export { backfill, type EtlDependencies, runEtl, type RunOptions } from './run-etl.ts';

/** What an event may ask for; a schedule's own events ask for `run`. */
export const ETL_ACTIONS = ['run', 'backfill', 'reconcile'] as const;

const eventSchema = z.object({ action: z.enum(ETL_ACTIONS).default('run') });

/** The metrics of a run. `differences` and `underway` are those of a reconciliation. */
export const ETL_METRICS = {
  lag: 'Milliseconds',
  claimed: 'Count',
  staged: 'Count',
  merged: 'Count',
  stale: 'Count',
  refused: 'Count',
  paid: 'Seconds',
  differences: 'Count',
  underway: 'Count',
} as const;
export type EtlMetric = keyof typeof ETL_METRICS;

/** Powertools' `Logger` is one. */
export interface Log {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface HandlerDependencies extends EtlDependencies {
  readonly log: Log;
  readonly recordMetrics: (metrics: Readonly<Partial<Record<EtlMetric, number>>>) => void;
}

/** The part of Lambda's context that is used. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/**
 * Makes the handler of a schedule's events, and of `{ "action": "backfill" }` and
 * `{ "action": "reconcile" }`. What fails is thrown: Lambda counts it, and the next run goes on.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: unknown, context: InvocationContext) => Promise<EtlReport | ReconcileReport> {
  return async (event, context) => {
    const { action } = eventSchema.parse(event);
    try {
      if (action === 'reconcile') return await compareBoth(dependencies);
      const deadlineMs = Date.now() + context.getRemainingTimeInMillis();
      const report = await (action === 'run' ? runEtl : backfill)(dependencies, { deadlineMs });
      dependencies.log.info('Changes loaded', { action, ...report });
      dependencies.recordMetrics(metricsOf(report));
      return report;
    } catch (error) {
      dependencies.log.error('Run failed', { action, error });
      throw error;
    }
  };
}

async function compareBoth(dependencies: HandlerDependencies): Promise<ReconcileReport> {
  const report = await reconcile(dependencies);
  const { log, recordMetrics } = dependencies;
  if (report.isEqual) log.info('Database and warehouse agree', { ...report });
  else log.error('Database and warehouse differ', { ...report });
  recordMetrics({ differences: report.differences.length, underway: report.underwayCount });
  return report;
}

function metricsOf(report: EtlReport): Partial<Record<EtlMetric, number>> {
  return {
    lag: report.lagMs,
    claimed: report.claimedCount,
    staged: report.stagedCount,
    merged: report.mergedCount,
    stale: report.staleCount,
    refused: report.refusedCount,
    paid: report.paidSeconds,
  };
}
