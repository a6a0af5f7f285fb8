import type { ImageRecord, Metadata } from '@miniatura/metadata';
import { quarantineKey, quarantinePrefix } from './quarantine-key.ts';
import type { Judgement } from './judge-moderation.ts';
import { type QuarantineObjects, settleQuarantine } from './settle-quarantine.ts';

export interface ModerationDependencies {
  readonly metadata: Metadata;
  readonly quarantine: QuarantineObjects;
  readonly thumbnailsBucket: string;
}

/**
 * Quarantines an image that was processed before: its original is copied away, the row says so, and
 * then the original and the thumbnails go. Cut short anywhere, it may run again.
 *
 * @returns false when the image is another by now; then nothing has changed
 */
export async function quarantineImage(
  image: ImageRecord,
  { verdict, policyVersion }: Judgement,
  dependencies: ModerationDependencies,
): Promise<boolean> {
  const { metadata, quarantine } = dependencies;
  if (!(await quarantine.hold(image, quarantineKey(image)))) return false;
  const recorded = await metadata.recordVerdict({
    imageId: image.imageId,
    rowVersion: image.rowVersion,
    moderationVerdict: verdict,
    moderationPolicy: policyVersion,
    status: 'quarantined',
  });
  await settleImage(image, dependencies);
  return recorded === 'written';
}

/** Brings S3 to what the image's row says. */
export async function settleImage(
  { imageId, bucket, sequencer }: Pick<ImageRecord, 'imageId' | 'bucket' | 'sequencer'>,
  { metadata, quarantine, thumbnailsBucket }: ModerationDependencies,
): Promise<void> {
  const image = await metadata.findImage(imageId);
  await settleQuarantine({ bucket, imageId, sequencer }, image, quarantine);
  if (image?.status !== 'quarantined') return;
  const thumbnails = await quarantine.list(thumbnailsBucket, `${imageId}/`);
  await quarantine.delete(thumbnailsBucket, thumbnails);
}

/**
 * Puts the original of a released image back to its key, unless that holds something else by now.
 * The thumbnailer hears of it, makes the thumbnails anew and empties the quarantine.
 */
export async function restoreImage(
  image: ImageRecord,
  { quarantine }: Pick<ModerationDependencies, 'quarantine'>,
): Promise<void> {
  await quarantine.restore(image, quarantineKey(image));
}

/** Deletes a quarantined image for its owner: nothing but a tombstone is left; false if it is none. */
export async function removeQuarantinedImage(
  imageId: string,
  dependencies: ModerationDependencies,
): Promise<boolean> {
  const { metadata, quarantine } = dependencies;
  const image = await metadata.findImage(imageId);
  if (image?.status !== 'quarantined') return false;
  // The original may be at its key still, where the move was cut short.
  await quarantine.withdraw(image);
  await quarantine.delete(
    image.bucket,
    await quarantine.list(image.bucket, quarantinePrefix(imageId)),
  );
  return metadata.removeQuarantined(imageId);
}
