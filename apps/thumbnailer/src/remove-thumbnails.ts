import { expiryOf, imageIdOf } from '@miniatura/metadata';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { cleanUpEvent } from './clean-up-event.ts';
import type { EventOutcome } from './event-outcome.ts';
import { makeThumbnails, type MakeThumbnailsDependencies } from './make-thumbnails.ts';

/**
 * Processes a removed object: deletes its thumbnails and updates its row. If versions are deleted
 * one by one, the key may still have an object: then nothing is removed. An older version that
 * becomes current gets its thumbnails again, because S3 sends no event for it.
 */
export async function removeThumbnails(
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { bucket, key } = event;
  if (await isByQuarantine(event, dependencies)) {
    return { outcome: 'untouched', imageId: imageIdOf(bucket, key) };
  }
  const current = await dependencies.originals.head({ bucket, key });
  if (current === undefined) return recordRemoved(event, dependencies);
  const image = await dependencies.metadata.findImageByKey(bucket, key);
  const isCurrent = image?.status !== 'removed' && image?.versionId === current.versionId;
  if (event.versionId === undefined || isCurrent) {
    return { outcome: 'untouched', imageId: imageIdOf(bucket, key) };
  }
  const { versionId: _, ...uncovered } = event;
  return makeThumbnails({ ...uncovered, eTag: current.eTag }, dependencies);
}

/**
 * A quarantined original was moved and not removed by its owner. In a versioned bucket an owner's
 * removal leaves a delete marker, which quarantine never does.
 */
async function isByQuarantine(
  { bucket, key, eventName }: ObjectEvent,
  { metadata }: MakeThumbnailsDependencies,
): Promise<boolean> {
  if (eventName.endsWith(':DeleteMarkerCreated')) return false;
  return (await metadata.findImageByKey(bucket, key))?.status === 'quarantined';
}

async function recordRemoved(
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { bucket, key, sequencer, versionId, eventTime, traceHeader } = event;
  const recorded = await dependencies.metadata.recordRemoved({
    bucket,
    key,
    sequencer,
    // The key was just found to have no object.
    isCurrent: true,
    versionId,
    traceHeader,
    removedAt: eventTime.toISOString(),
    expiresAt: expiryOf(eventTime, dependencies.retentionDays).toISOString(),
  });
  const outcome = recorded.outcome === 'written' ? 'removed' : recorded.outcome;
  return cleanUpEvent(outcome, event, dependencies);
}
