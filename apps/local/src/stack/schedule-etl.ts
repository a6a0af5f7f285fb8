import { BACKGROUND_DELAY_MS } from './background-delay.ts';

/** The stand-in for EventBridge Scheduler. */
export interface EtlSchedule {
  /** Starts no further run, and resolves when the current one has ended. */
  stop(): Promise<void>;
}

/** The delay between runs. A run without changes needs one query. */
const PAUSE_MS = 15_000;
/** How often in a row a run may be postponed for image processing, which uses the cores better. */
const MAX_POSTPONEMENTS = 3;

/** Loads changes into the warehouse repeatedly, less often while `isBusy`. */
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
    await pause(stopping.signal, BACKGROUND_DELAY_MS);
    while (!stopping.signal.aborted) {
      const postpones = isBusy() && postponements < MAX_POSTPONEMENTS;
      postponements = postpones ? postponements + 1 : 0;
      if (!postpones) await run();
      if (!stopping.signal.aborted) await pause(stopping.signal, PAUSE_MS);
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

/** Ends early when the signal aborts. */
function pause(signal: AbortSignal, durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
