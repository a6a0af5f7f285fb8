import { setTimeout as sleep } from 'node:timers/promises';
import { runEtl, type EtlDependencies, type EtlReport } from '@miniatura/etl';

/** What stands in for EventBridge Scheduler. */
export interface EtlSchedule {
  /** Begins no further run, and resolves when the one at work has ended. */
  stop(): Promise<void>;
}

/** Between the end of a run and the next; one that finds nothing to carry costs one query. */
const PAUSE_MS = 15_000;

/** Carries changes into the warehouse, again and again. */
export function scheduleEtl(
  dependencies: EtlDependencies,
  on: {
    readonly report: (report: EtlReport) => void;
    readonly error: (error: unknown) => void;
  },
): EtlSchedule {
  const stopping = new AbortController();
  const runAll = async () => {
    while (!stopping.signal.aborted) {
      await runEtl(dependencies).then(on.report, on.error);
      await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const runs = runAll();
  return {
    stop() {
      stopping.abort();
      return runs;
    },
  };
}
