export interface PurgeOptions {
  /** When the run has to be over, in epoch ms: it stops before, and the next one goes on. */
  readonly deadlineMs?: number;
}

/** `out-of-time`: there may be more to do, which the next run does. */
export const PURGE_OUTCOMES = ['done', 'out-of-time'] as const;
export type PurgeOutcome = (typeof PURGE_OUTCOMES)[number];

/** No page is begun when less is left. */
const MIN_MS_FOR_A_PAGE = 30_000;

/** Tells whether there is time for another page. */
export const timeUntil =
  ({ deadlineMs = Infinity }: PurgeOptions) =>
  (): boolean =>
    deadlineMs - Date.now() >= MIN_MS_FOR_A_PAGE;
