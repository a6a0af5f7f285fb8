import { imageIdOf, type Metadata } from '@miniatura/metadata';
import { type QuarantineObjects, syncQuarantine } from '@miniatura/moderation';
import type { EventOutcome } from './event-outcome.ts';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { sweepThumbnails, type ThumbnailObjects } from './sweep-thumbnails.ts';

/**
 * Ends an event that may have left objects which no row names: its own, when it came late or comes
 * again after an attempt that died, or those that it has replaced.
 */
export async function settleEvent(
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
  await sweepThumbnails(dependencies.thumbnails, { imageId, sequencer, keep });
  await syncQuarantine({ bucket, imageId, sequencer }, image, dependencies.quarantine);
  return { outcome, imageId };
}
