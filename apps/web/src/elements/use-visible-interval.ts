import { useEffect, useRef } from 'preact/hooks';

/**
 * Calls `task` every `intervalMs` while the tab is visible. If the interval passes while the tab is
 * hidden, `task` is called when it becomes visible. A null interval stops it.
 */
export function useVisibleInterval(task: () => void, intervalMs: number | null): void {
  const latest = useRef(task);
  latest.current = task;
  useEffect(() => {
    if (intervalMs === null) return undefined;
    let lastRun = Date.now();
    const runIfDue = () => {
      if (document.visibilityState !== 'visible' || Date.now() - lastRun < intervalMs) return;
      lastRun = Date.now();
      latest.current();
    };
    const timer = setInterval(runIfDue, Math.min(intervalMs, 1000));
    document.addEventListener('visibilitychange', runIfDue);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', runIfDue);
    };
  }, [intervalMs]);
}
