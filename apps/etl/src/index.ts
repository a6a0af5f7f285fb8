export { RESTORED, type Restored } from './compare-ledger.ts';
export {
  createHandler,
  ETL_ACTIONS,
  ETL_METRICS,
  type EtlMetric,
  type HandlerDependencies,
  type HandlerReport,
  type InvocationContext,
} from './create-handler.ts';
export { ETL_OUTCOMES, type EtlOutcome, type EtlReport } from './etl-report.ts';
export { DIFFERENCES, type Difference } from './find-differences.ts';
export type { DifferentCall, DifferentImage, ReconcileReport } from './reconcile.ts';
export type { RepairOutcome, RepairReport } from './repair.ts';
export { backfill, type EtlDependencies, runEtl, type RunOptions } from './run-etl.ts';
