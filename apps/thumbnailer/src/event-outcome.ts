/**
 * The outcome of one event.
 * - `processed`, `quarantined`, `rejected`, `removed`: the row has this status now.
 * - `repeat`: the event was processed before. `stale`: the row has a newer event.
 * - `superseded`: the object was replaced or removed; its own event will arrive.
 * - `deferred`: the image is too large for this function and is sent to the large-image job.
 * - `untouched`: a version other than the current one was removed, or quarantine removed it.
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
