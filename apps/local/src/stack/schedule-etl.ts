/** What stands in for EventBridge Scheduler. */
export interface EtlSchedule {
  /** Begins no further run, and resolves when the one at work has ended. */
  stop(): Promise<void>;
}

/** Between the end of a run and the next; one that finds nothing to carry costs one query. */
const PAUSE_MS = 15_000;
/** How many pauses in a row pictures may come first, which make better use of the cores. */
const MOST_POSTPONEMENTS = 3;

/** Carries changes into the warehouse, again and again, while `isBusy` less often. */
export function scheduleEtl({
  run,
  isBusy,
}: {
  readonly run: () => Promise<void>;
  readonly isBusy: () => boolean;
}): EtlSchedule {
  const stopping = new AbortController();
  const runAll = async () => {
    let postponements = 0;
    while (!stopping.signal.aborted) {
      const postpones = isBusy() && postponements < MOST_POSTPONEMENTS;
      postponements = postpones ? postponements + 1 : 0;
      if (!postpones) await run();
      if (!stopping.signal.aborted) await pause(stopping.signal);
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

/** Ends early where the signal says so. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
