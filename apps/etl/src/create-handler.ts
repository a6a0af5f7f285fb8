import type { Log } from '@miniatura/text';
import { ETL_TIMEOUT_MS } from '@miniatura/warehouse';
import * as z from 'zod';
import type { EtlReport } from './etl-report.ts';
import type { ReconcileReport } from './reconcile.ts';
import type { RepairReport } from './repair.ts';
import { backfill, type EtlDependencies, runEtl, type RunOptions } from './run-etl.ts';

/** The actions of an event; events of the schedule have `run`. */
export const ETL_ACTIONS = ['run', 'backfill', 'reconcile', 'repair'] as const;

/** The schema is made here, because it takes milliseconds of the cold start. */
function actionOf(event: unknown): (typeof ETL_ACTIONS)[number] {
  return z.object({ action: z.enum(ETL_ACTIONS).default('run') }).parse(event).action;
}

/**
 * Names of the metrics. `restored` is 1 if a database was restored. `failedTests` is the number of
 * data tests that fail after a load. A reconciliation reports `differences` and `underway`.
 */
export const ETL_METRICS = {
  lag: 'Milliseconds',
  claimed: 'Count',
  staged: 'Count',
  merged: 'Count',
  stale: 'Count',
  rejected: 'Count',
  paid: 'Seconds',
  restored: 'Count',
  failedTests: 'Count',
  differences: 'Count',
  underway: 'Count',
} as const;
export type EtlMetric = keyof typeof ETL_METRICS;

export interface HandlerDependencies extends EtlDependencies {
  /**
   * If true, differences that a run or a reconciliation finds are repaired immediately; otherwise
   * they are only reported.
   */
  readonly repairsWarehouse?: boolean;
  readonly log: Log;
  readonly recordMetrics: (metrics: Readonly<Partial<Record<EtlMetric, number>>>) => void;
}

/** The part of Lambda's context that the handler uses. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** The handler's return value. */
export type HandlerReport = EtlReport | ReconcileReport | RepairReport;

/**
 * Creates the handler for events of the schedule, and for `{ "action": "backfill" }`, `{ "action":
 * "reconcile" }` and `{ "action": "repair" }`. It throws errors, so that Lambda counts them; the
 * next run continues. What a run without changes does not need is loaded on demand, so that the
 * function starts faster.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: unknown, context: InvocationContext) => Promise<HandlerReport> {
  return async (event, context) => {
    const action = actionOf(event);
    const options = { deadlineMs: Date.now() + context.getRemainingTimeInMillis() };
    try {
      return await ACTIONS[action](dependencies, options);
    } catch (error) {
      dependencies.log.error('Run failed', { action, error });
      throw error;
    }
  };
}

type Act = (dependencies: HandlerDependencies, options: RunOptions) => Promise<HandlerReport>;

const ACTIONS: Readonly<Record<(typeof ETL_ACTIONS)[number], Act>> = {
  run: (dependencies, options) => load(dependencies, options, 'run'),
  backfill: (dependencies, options) => load(dependencies, options, 'backfill'),
  reconcile: compareBoth,
  repair: repairNow,
};

async function load(
  dependencies: HandlerDependencies,
  options: RunOptions,
  action: 'run' | 'backfill',
): Promise<HandlerReport> {
  const report = await (action === 'run' ? runEtl : backfill)(dependencies, options);
  dependencies.log.info('Changes loaded', { action, ...report });
  dependencies.recordMetrics(metricsOf(report));
  if (report.batchCount > 0) await testData(dependencies, options);
  if (report.restored === null) return report;
  dependencies.log.error('Database or warehouse was restored to an earlier time', {
    restored: report.restored,
  });
  return dependencies.repairsWarehouse ? repairNow(dependencies, options) : report;
}

/** The data tests end this long before the deadline, so that the run can still report. */
const MS_TO_REPORT_IN = 10_000;

/** Runs the data tests after a load. Without time for them, it leaves them to the next load. */
async function testData(
  { api, log, recordMetrics }: HandlerDependencies,
  { deadlineMs = Infinity }: RunOptions,
): Promise<void> {
  const timeoutMs = Math.min(ETL_TIMEOUT_MS, deadlineMs - Date.now() - MS_TO_REPORT_IN);
  if (timeoutMs <= 0) return log.info('Data tests left to the next load', {});
  const { checkWarehouse } = await import('./check-warehouse.ts');
  const failures = await checkWarehouse(api, { timeoutMs });
  recordMetrics({ failedTests: failures.length });
  if (failures.length > 0) log.error('Data tests of the warehouse fail', { failures });
}

async function compareBoth(
  dependencies: HandlerDependencies,
  options: RunOptions,
): Promise<HandlerReport> {
  const { reconcile } = await import('./reconcile.ts');
  const report = await reconcile(dependencies);
  const { log, recordMetrics } = dependencies;
  if (report.isEqual) log.info('Database and warehouse agree', { ...report });
  else log.error('Database and warehouse differ', { ...report });
  const differences = report.differences.length + report.differentCalls.length;
  recordMetrics({ differences, underway: report.underwayCount });
  return report.isEqual || !dependencies.repairsWarehouse
    ? report
    : repairNow(dependencies, options);
}

async function repairNow(
  dependencies: HandlerDependencies,
  options: RunOptions,
): Promise<RepairReport> {
  const { repair } = await import('./repair.ts');
  const report = await repair(dependencies, options);
  if (report.outcome === 'differs')
    dependencies.log.error('Database and warehouse still differ', { ...report });
  else dependencies.log.info('Database and warehouse repaired', { ...report });
  return report;
}

function metricsOf(report: EtlReport): Partial<Record<EtlMetric, number>> {
  return {
    lag: report.lagMs,
    claimed: report.claimedCount,
    staged: report.stagedCount,
    merged: report.mergedCount,
    stale: report.staleCount,
    rejected: report.rejectedCount,
    paid: report.paidSeconds,
    restored: report.restored === null ? 0 : 1,
  };
}
