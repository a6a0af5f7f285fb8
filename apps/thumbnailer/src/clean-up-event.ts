import { imageIdOf, type Metadata } from '@miniatura/metadata';
import { type QuarantineObjects, syncQuarantine } from '@miniatura/moderation';
import type { EventOutcome } from './event-outcome.ts';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { deleteStaleThumbnails, type ThumbnailObjects } from './delete-stale-thumbnails.ts';

/**
 * Deletes objects that no row names after an event: those of a late or repeated event, of an
 * interrupted attempt, or of a replaced image.
 */
export async function cleanUpEvent(
  outcome: EventOutcome['outcome'],
  { bucket, key, sequencer }: ObjectEvent,
  dependencies: {
    readonly metadata: Metadata;
    readonly thumbnails: ThumbnailObjects;
    readonly quarantine: QuarantineObjects;
  },
): Promise<EventOutcome> {
  const imageId = imageIdOf(bucket, key);
  const image = await dependencies.metadata.findImage(imageId);
  const keep = image?.renditions.map((rendition) => rendition.key) ?? [];
  await deleteStaleThumbnails(dependencies.thumbnails, { imageId, sequencer, keep });
  await syncQuarantine({ bucket, imageId, sequencer }, image, dependencies.quarantine);
  return { outcome, imageId };
}
