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

/** The metrics of a run; the latter two are those of an audit: alarm on the first of them. */
export const COPIES_METRICS = ['deletedCopies', 'outlivedCopies', 'orphanCopies'] as const;
export type CopiesMetric = (typeof COPIES_METRICS)[number];

export interface CopiesHandlerDependencies extends CopiesDependencies {
  readonly log: Log;
  readonly recordMetrics: (metrics: Readonly<Partial<Record<CopiesMetric, number>>>) => void;
}

/** Makes the handler of a schedule's events for the copies in another region. */
export function createCopiesHandler(
  deps: CopiesHandlerDependencies,
): (event: unknown, context: InvocationContext) => Promise<CopiesPurgeReport | CopiesAuditReport> {
  return async (event, context) => {
    const { action } = retentionEventSchema.parse(event);
    try {
      if (action === 'audit') return await audit(deps);
      return await purge(deps, Date.now() + context.getRemainingTimeInMillis());
    } catch (error) {
      deps.log.error('Run failed', { action, error });
      throw error;
    }
  };
}

async function purge(deps: CopiesHandlerDependencies, deadlineMs: number) {
  const report = await purgeCopies(deps, { deadlineMs });
  deps.log.info('Copies purged', { ...report });
  deps.recordMetrics({ deletedCopies: report.copyCount });
  return report;
}

async function audit(deps: CopiesHandlerDependencies) {
  const report = await auditCopies(deps);
  // Keys are personal: a log tells how many, and the report which.
  const { findings: _, ...counts } = report;
  if (report.isKept) deps.log.info('No expired copy remains', counts);
  else deps.log.error('Expired copies remain', counts);
  deps.recordMetrics({ outlivedCopies: report.outlivedCount, orphanCopies: report.orphanCount });
  return report;
}
