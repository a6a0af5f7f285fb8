export interface PurgeOptions {
  /**
   * The end of the invocation in epoch milliseconds. The run stops before it; the next run
   * continues.
   */
  readonly deadlineMs?: number;
}

/** `out-of-time`: there may be more to purge, which the next run does. */
export const PURGE_OUTCOMES = ['done', 'out-of-time'] as const;
export type PurgeOutcome = (typeof PURGE_OUTCOMES)[number];

/** A page needs at least this much time. */
const MIN_PAGE_TIME_MS = 30_000;

/** Creates a function that tells whether there is time for another page. */
export function timeUntil({ deadlineMs = Infinity }: PurgeOptions) {
  return (): boolean => deadlineMs - Date.now() >= MIN_PAGE_TIME_MS;
}
