import { compareSequencers } from './compare-sequencers.ts';
import type { ImageStatus } from './image-fields.ts';

interface SequencedStatus {
  readonly sequencer: string;
  readonly status: ImageStatus;
}

/** What to do with a change, depending on the existing row. */
export type ChangeDecision = 'write' | 'repeat' | 'stale';

/**
 * S3 delivers events at least once and in any order: only a newer event changes a row. One
 * exception: an event may change from rejected to processed, for a dead letter that was recorded as
 * rejected and then redriven. If the sequencers cannot be compared, the caller's check of the
 * current object decides.
 */
export function decideChange(
  stored: SequencedStatus | undefined,
  change: SequencedStatus & { readonly isCurrent: boolean },
): ChangeDecision {
  if (stored === undefined) return 'write';
  const order = compareSequencers(change.sequencer, stored.sequencer);
  if (order === 'unknown') return change.isCurrent ? 'write' : 'stale';
  if (order === 0) return isRetryOfRejected(stored, change) ? 'write' : 'repeat';
  return order === 1 ? 'write' : 'stale';
}

function isRetryOfRejected(stored: SequencedStatus, change: SequencedStatus): boolean {
  const hasContent = change.status === 'processed' || change.status === 'quarantined';
  return stored.status === 'rejected' && hasContent;
}
