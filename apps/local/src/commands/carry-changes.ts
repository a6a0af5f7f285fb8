import { type EtlDependencies, repair, runEtl } from '@miniatura/etl';
import type { Log } from '@miniatura/text';

export interface CarryOptions {
  /** Whether a warehouse or database that was restored is repaired at once; otherwise it is told. */
  readonly repairsWarehouse?: boolean | undefined;
}

/** One run of the ETL, as a schedule starts it: what fails is told, and tried again by the next. */
export async function carryChanges(
  dependencies: EtlDependencies,
  log: Log,
  { repairsWarehouse }: CarryOptions,
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
