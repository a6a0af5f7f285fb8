import type { ImageRecord } from '@miniatura/metadata';
import type { ListedObject } from '@miniatura/objects';
import { createdEvent } from '@miniatura/objects/object-events';

/**
 * The length of the S3 stand-in's sequencers: sequencers of different length cannot be compared.
 */
const SEQUENCER_DIGITS = 16;

/**
 * Creates an event that processes an existing object, in the form of S3's events. Returns undefined
 * when the row describes this object already.
 *
 * The sequencer is the smallest one that is newer than the row's. Therefore the event is processed,
 * and all S3 events that are still in flight are newer. If one is processed meanwhile, this event
 * is outdated.
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
