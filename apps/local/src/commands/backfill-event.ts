import type { ImageRecord } from '@miniatura/metadata';
import type { ListedObject } from '@miniatura/objects';
import { createdEvent } from '@miniatura/objects/object-events';

/** As long as those of the endpoint's events: sequencers of unequal length do not compare. */
const SEQUENCER_DIGITS = 16;

/**
 * The event by which an object that exists is processed, as S3 would have told of it; undefined
 * where the image's row speaks of this very object.
 *
 * Its sequencer is the least that the row has not seen. So it passes the row, and any event of S3's
 * that is still to come is newer; one that has been seen meanwhile makes this one stale.
 */
export function backfillEvent(
  object: ListedObject,
  image: Pick<ImageRecord, 'status' | 'etag' | 'sequencer'> | undefined,
): object | undefined {
  if (image !== undefined && image.status !== 'removed' && image.etag === object.eTag) {
    return undefined;
  }
  const sequencer = image === undefined ? '0'.repeat(SEQUENCER_DIGITS) : next(image.sequencer);
  return createdEvent({ ...object, sequencer, principalId: 'backfill' });
}

function next(sequencer: string): string {
  const value = BigInt(`0x${sequencer}`) + 1n;
  return value.toString(16).toUpperCase().padStart(sequencer.length, '0');
}
