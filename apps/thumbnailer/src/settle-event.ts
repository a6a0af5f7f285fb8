import { imageIdOf, type Metadata } from '@miniatura/metadata';
import type { EventOutcome } from './event-outcome.ts';
import type { ObjectEvent } from './object-event.ts';
import { sweepThumbnails, type ThumbnailObjects } from './sweep-thumbnails.ts';

/**
 * Ends an event that may have left thumbnails which no row names: its own, when it came late or
 * comes again after an attempt that died, or those that it has replaced.
 */
export async function settleEvent(
  outcome: EventOutcome['outcome'],
  { bucket, key, sequencer }: ObjectEvent,
  dependencies: { readonly metadata: Metadata; readonly thumbnails: ThumbnailObjects },
): Promise<EventOutcome> {
  const imageId = imageIdOf(bucket, key);
  const image = await dependencies.metadata.findImage(imageId);
  const keep = image?.renditions.map((rendition) => rendition.key) ?? [];
  await sweepThumbnails(dependencies.thumbnails, { imageId, sequencer, keep });
  return { outcome, imageId };
}
