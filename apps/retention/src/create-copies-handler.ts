import type { Log } from '@miniatura/text';
import type { InvocationContext } from './create-handler.ts';
import {
  auditCopies,
  type CopiesAuditReport,
  type CopiesDependencies,
  type CopiesPurgeReport,
  purgeCopies,
} from './purge-copies.ts';
import { retentionEventSchema } from './retention-event.ts';

/**
 * The metrics of a run. `outlivedCopies`, which has the alarm, and `orphanCopies` are those of an
 * audit.
 */
export const COPIES_METRICS = ['deletedCopies', 'outlivedCopies', 'orphanCopies'] as const;
export type CopiesMetric = (typeof COPIES_METRICS)[number];

export interface CopiesHandlerDependencies extends CopiesDependencies {
  readonly log: Log;
  readonly recordMetrics: (metrics: Readonly<Partial<Record<CopiesMetric, number>>>) => void;
}

/** Creates the handler of scheduled events for copies in another region. */
export function createCopiesHandler(
  dependencies: CopiesHandlerDependencies,
): (event: unknown, context: InvocationContext) => Promise<CopiesPurgeReport | CopiesAuditReport> {
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

async function purge(dependencies: CopiesHandlerDependencies, deadlineMs: number) {
  const report = await purgeCopies(dependencies, { deadlineMs });
  dependencies.log.info('Copies purged', { ...report });
  dependencies.recordMetrics({ deletedCopies: report.copyCount });
  return report;
}

async function audit(dependencies: CopiesHandlerDependencies) {
  const report = await auditCopies(dependencies);
  // Keys are personal data: the log contains counts, and only the report contains keys.
  const { findings: _, ...counts } = report;
  if (report.isKept) dependencies.log.info('No expired copy remains', counts);
  else dependencies.log.error('Expired copies remain', counts);
  dependencies.recordMetrics({
    outlivedCopies: report.outlivedCount,
    orphanCopies: report.orphanCount,
  });
  return report;
}
