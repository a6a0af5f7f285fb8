import type { ImageRecord, Metadata } from '@miniatura/metadata';
import type { Judgement } from './judge-moderation.ts';
import { quarantineKey, quarantinePrefix } from './quarantine-key.ts';
import { type QuarantineObjects, syncQuarantine } from './sync-quarantine.ts';

export interface ModerationDependencies {
  readonly metadata: Metadata;
  readonly quarantine: QuarantineObjects;
  readonly thumbnailsBucket: string;
}

/**
 * Quarantines a processed image: copies its original to quarantine, records the verdict, then
 * deletes the original and the thumbnails. After an interruption it can be repeated.
 *
 * @returns false when the image has changed meanwhile; then nothing is changed
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
  await syncImage(image, dependencies);
  return recorded === 'written';
}

/** Updates S3 to match the image's row. */
export async function syncImage(
  { imageId, bucket, sequencer }: Pick<ImageRecord, 'imageId' | 'bucket' | 'sequencer'>,
  { metadata, quarantine, thumbnailsBucket }: ModerationDependencies,
): Promise<void> {
  const image = await metadata.findImage(imageId);
  await syncQuarantine({ bucket, imageId, sequencer }, image, quarantine);
  if (image?.status !== 'quarantined') return;
  const thumbnails = await quarantine.list(thumbnailsBucket, `${imageId}/`);
  await quarantine.delete(thumbnailsBucket, thumbnails);
}

/**
 * Copies the original of a released image back to its key unless another object exists there. The
 * event of this copy makes the thumbnailer create the thumbnails and delete the quarantined copy.
 */
export async function restoreImage(
  image: ImageRecord,
  { quarantine }: Pick<ModerationDependencies, 'quarantine'>,
): Promise<void> {
  await quarantine.restore(image, quarantineKey(image));
}

/**
 * Deletes a quarantined image for its owner, except for a tombstone. @returns false when the image
 * is not quarantined
 */
export async function removeQuarantinedImage(
  imageId: string,
  dependencies: ModerationDependencies,
): Promise<boolean> {
  const { metadata, quarantine } = dependencies;
  const image = await metadata.findImage(imageId);
  if (image?.status !== 'quarantined') return false;
  // After an interrupted move the original may still be at its key.
  await quarantine.deleteOriginal(image);
  await quarantine.delete(
    image.bucket,
    await quarantine.list(image.bucket, quarantinePrefix(imageId)),
  );
  return metadata.removeQuarantined(imageId);
}
