import { imageIdOf, type Metadata, type QuarantinedImage } from '@miniatura/metadata';
import { quarantineKey, type QuarantineObjects } from '@miniatura/moderation';
import type { EventOutcome } from './event-outcome.ts';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { cleanUpEvent } from './clean-up-event.ts';
import type { ThumbnailObjects } from './delete-stale-thumbnails.ts';

export interface QuarantineUploadDependencies {
  readonly metadata: Metadata;
  readonly thumbnails: ThumbnailObjects;
  readonly quarantine: QuarantineObjects;
}

/**
 * Quarantines an image: copies its original to quarantine, records the row, then deletes the
 * original. After an interruption, the next attempt completes what the row says.
 */
export async function quarantineUpload(
  image: QuarantinedImage,
  event: ObjectEvent,
  dependencies: QuarantineUploadDependencies,
): Promise<EventOutcome> {
  const { bucket, key, sequencer } = event;
  const { etag = null, versionId = null } = image;
  const to = quarantineKey({ imageId: imageIdOf(bucket, key), sequencer });
  const isHeld = await dependencies.quarantine.hold({ bucket, key, etag, versionId }, to);
  if (!isHeld) return cleanUpEvent('superseded', event, dependencies);
  const { outcome } = await dependencies.metadata.recordQuarantined(image);
  return cleanUpEvent(outcome === 'written' ? 'quarantined' : outcome, event, dependencies);
}
