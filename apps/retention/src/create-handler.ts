import type { Log } from '@miniatura/text';
import { type AuditDependencies, type AuditReport, auditRetention } from './audit-retention.ts';
import { type PurgeDependencies, purgeExpired, type PurgeReport } from './purge-expired.ts';
import { retentionEventSchema } from './retention-event.ts';

export { RETENTION_ACTIONS } from './retention-event.ts';
export { type AuditDependencies, auditRetention, type AuditReport } from './audit-retention.ts';
export {
  type Finding,
  FINDING_KINDS,
  type FindingKind,
  type FindingReason,
  FINDING_REASONS,
} from './findings.ts';
export { type PurgeDependencies, purgeExpired, type PurgeReport } from './purge-expired.ts';
export { PURGE_OUTCOMES, type PurgeOptions, type PurgeOutcome } from './purge-run.ts';

/** The metrics of a run. `outlived`, which has the alarm, and `orphans` are those of an audit. */
export const RETENTION_METRICS = {
  purgedImages: 'Count',
  deletedOriginals: 'Count',
  deletedThumbnails: 'Count',
  deletedStagedFiles: 'Count',
  deletedLakeFiles: 'Count',
  oldestOverdue: 'Milliseconds',
  outlived: 'Count',
  orphans: 'Count',
} as const;
export type RetentionMetric = keyof typeof RETENTION_METRICS;

export interface HandlerDependencies extends PurgeDependencies, AuditDependencies {
  readonly log: Log;
  readonly recordMetrics: (metrics: Readonly<Partial<Record<RetentionMetric, number>>>) => void;
}

/** The used part of Lambda's context. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/**
 * Creates the handler of scheduled events and of `{ "action": "audit" }`. Errors are thrown: Lambda
 * counts them, and the next run continues.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: unknown, context: InvocationContext) => Promise<PurgeReport | AuditReport> {
  return async (event, context) => {
    const { action } = retentionEventSchema.parse(event);
    try {
      if (action === 'audit') return await audit(dependencies);
      return await purge(dependencies, Date.now() + context.getRemainingTimeInMillis());
    } catch (error) {
      dependencies.log.error('Run failed', { action, error });
      throw error;
    }
  };
}

async function purge(dependencies: HandlerDependencies, deadlineMs: number): Promise<PurgeReport> {
  const report = await purgeExpired(dependencies, { deadlineMs });
  dependencies.log.info('Expired images purged', { ...report });
  dependencies.recordMetrics({
    purgedImages: report.imageCount,
    deletedOriginals: report.originalCount,
    deletedThumbnails: report.thumbnailCount,
    deletedStagedFiles: report.stagedFileCount,
    deletedLakeFiles: report.lakeFileCount,
    oldestOverdue: report.oldestOverdueMs,
  });
  return report;
}

async function audit(dependencies: HandlerDependencies): Promise<AuditReport> {
  const report = await auditRetention(dependencies);
  if (report.isKept) dependencies.log.info('Nothing expired remains', summaryOf(report));
  else dependencies.log.error('Expired items remain', summaryOf(report));
  dependencies.recordMetrics({ outlived: report.outlivedCount, orphans: report.orphanCount });
  return report;
}

/**
 * Keys of originals are personal data: the log contains counts, and only the report contains keys.
 */
function summaryOf({ findings, ...counts }: AuditReport): Readonly<Record<string, unknown>> {
  const kinds = Object.groupBy(findings, ({ reason, kind }) => `${reason} ${kind}`);
  const countOf = Object.entries(kinds).map(([kind, found = []]) => [kind, found.length]);
  return { ...counts, kinds: Object.fromEntries(countOf) };
}
