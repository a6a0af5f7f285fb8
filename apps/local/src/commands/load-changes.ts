import { type EtlDependencies, runEtl } from '@miniatura/etl';
import { repair } from '@miniatura/etl/repair';
import type { Log } from '@miniatura/text';

export interface LoadChangesOptions {
  /** Whether a restored warehouse or database is repaired; otherwise the restore is only logged. */
  readonly repairsWarehouse?: boolean | undefined;
}

/** Runs the ETL once, as a schedule does. Errors are logged, and the next run retries. */
export async function loadChanges(
  dependencies: EtlDependencies,
  log: Log,
  { repairsWarehouse }: LoadChangesOptions,
): Promise<void> {
  try {
    const report = await runEtl(dependencies);
    if (report.batchCount > 0) log.info('Changes loaded into the warehouse', { ...report });
    if (report.restored === null) return;
    if (!repairsWarehouse) {
      const { restored } = report;
      log.error('Restored to an earlier time: npm run etl -- --repair repairs it', { restored });
      return;
    }
    log.info('Warehouse repaired', { ...(await repair(dependencies)) });
  } catch (error) {
    log.error('ETL run failed', { error });
  }
}
