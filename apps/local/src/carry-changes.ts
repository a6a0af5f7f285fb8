import { runEtl, type EtlDependencies } from '@miniatura/etl';
import type { Log } from '@miniatura/thumbnailer';

/** One run of the ETL, as a schedule starts it: what fails is told, and tried again by the next. */
export async function carryChanges(dependencies: EtlDependencies, log: Log): Promise<void> {
  try {
    const report = await runEtl(dependencies);
    if (report.batchCount > 0) log.info('Changes loaded into the warehouse', { ...report });
  } catch (error) {
    log.error('ETL run failed', { error });
  }
}
