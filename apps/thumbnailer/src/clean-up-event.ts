import {
  compareSequencers,
  imageIdOf,
  type ImageStore,
  renditionPrefix,
  sequencerOfRenditionKey,
} from '@miniatura/metadata';
import { type QuarantineObjects, syncQuarantine } from '@miniatura/moderation';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import type { EventOutcome } from './event-outcome.ts';
import type { ThumbnailObjects } from './s3-objects.ts';

/**
 * Deletes objects that no row names after an event: those of a late or repeated event, of an
 * interrupted attempt, or of a replaced image.
 */
export async function cleanUpEvent(
  outcome: EventOutcome['outcome'],
  { bucket, key, sequencer }: ObjectEvent,
  dependencies: {
    readonly metadata: ImageStore;
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

/**
 * Deletes the thumbnails of events up to `sequencer`, except those that the image's row names. It
 * lists them, and so also finds thumbnails of interrupted attempts. Thumbnails of newer events are
 * still being made and are not deleted.
 */
async function deleteStaleThumbnails(
  thumbnails: Pick<ThumbnailObjects, 'list' | 'delete'>,
  image: {
    readonly imageId: string;
    readonly sequencer: string;
    readonly keep: readonly string[];
  },
): Promise<void> {
  const kept = new Set(image.keep);
  const left = (await thumbnails.list(renditionPrefix(image.imageId))).filter(
    (key) => !kept.has(key) && isUpTo(sequencerOfRenditionKey(key), image.sequencer),
  );
  await thumbnails.delete(left);
}

function isUpTo(sequencer: string, last: string): boolean {
  const order = compareSequencers(sequencer, last);
  return order === 0 || order === -1;
}
