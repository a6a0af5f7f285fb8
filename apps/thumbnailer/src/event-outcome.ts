/**
 * What came of one event.
 * - `processed`, `quarantined`, `rejected`, `removed`: the row says so now.
 * - `repeat`: the row had said so before. `stale`: the row knows a newer event.
 * - `superseded`: the object is another by now, or gone; its own event is on the way.
 * - `deferred`: the picture is too large for this function and goes to the large-image job.
 * - `untouched`: a version was removed that is not the current one, or it is quarantine's own.
 */
export const EVENT_OUTCOMES = [
  'processed',
  'quarantined',
  'rejected',
  'removed',
  'repeat',
  'stale',
  'superseded',
  'deferred',
  'untouched',
] as const;

export interface EventOutcome {
  readonly outcome: (typeof EVENT_OUTCOMES)[number];
  readonly imageId: string;
  /** Why it was rejected. */
  readonly code?: string;
}
