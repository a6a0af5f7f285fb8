import { imageIdOf, type Metadata, type QuarantinedImage } from '@miniatura/metadata';
import { quarantineKey, type QuarantineObjects } from '@miniatura/moderation';
import type { EventOutcome } from './event-outcome.ts';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { settleEvent } from './settle-event.ts';
import type { ThumbnailObjects } from './sweep-thumbnails.ts';

export interface QuarantinePictureDependencies {
  readonly metadata: Metadata;
  readonly thumbnails: ThumbnailObjects;
  readonly quarantine: QuarantineObjects;
}

/**
 * Holds a picture back: its original is copied into quarantine, then the row says so, then the
 * original goes. Whoever finds that the row says so brings what is missing to its end.
 */
export async function quarantinePicture(
  image: QuarantinedImage,
  event: ObjectEvent,
  dependencies: QuarantinePictureDependencies,
): Promise<EventOutcome> {
  const { bucket, key, sequencer } = event;
  const { etag = null, versionId = null } = image;
  const to = quarantineKey({ imageId: imageIdOf(bucket, key), sequencer });
  const isHeld = await dependencies.quarantine.hold({ bucket, key, etag, versionId }, to);
  if (!isHeld) return settleEvent('superseded', event, dependencies);
  const { outcome } = await dependencies.metadata.recordQuarantined(image);
  return settleEvent(outcome === 'written' ? 'quarantined' : outcome, event, dependencies);
}
