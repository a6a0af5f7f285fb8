import type { ImageRecord, ModerationReview } from '@miniatura/metadata';
import { ReviewConflictError, UnknownImageError } from './errors.ts';
import { type ModerationDependencies, restoreImage, syncImage } from './quarantine-image.ts';

/**
 * The image after a review, and whether the decision is new. A repeated review completes an
 * interrupted one.
 */
export interface ReviewedImage {
  readonly image: ImageRecord;
  readonly isNew: boolean;
}

/**
 * Records a reviewer's decision on a flagged or quarantined image, and applies it. `approve`
 * restores the original; the status stays `quarantined` until the thumbnailer has made the
 * thumbnails. `reject` deletes the original and the thumbnails, and keeps the row.
 *
 * @throws UnknownImageError, ReviewConflictError; MetadataError for an invalid review
 */
export async function reviewImage(
  review: ModerationReview,
  dependencies: ModerationDependencies,
): Promise<ReviewedImage> {
  const { metadata } = dependencies;
  const before = await find(review.imageId, dependencies);
  // Otherwise an original that a crash has left at its key would look like a restored one.
  if (before.status === 'quarantined') await syncImage(before, dependencies);
  const outcome = await metadata.recordReview(review);
  if (outcome !== 'written' && outcome !== 'repeat') {
    throw new ReviewConflictError(outcome, review.imageId);
  }
  const image = await find(review.imageId, dependencies);
  if (image.status === 'quarantined') await applyDecision(image, dependencies);
  return { image, isNew: outcome === 'written' };
}

async function applyDecision(
  image: ImageRecord,
  dependencies: ModerationDependencies,
): Promise<void> {
  if (image.reviewDecision === 'reject') return syncImage(image, dependencies);
  await restoreImage(image, dependencies);
}

async function find(
  imageId: string,
  { metadata }: Pick<ModerationDependencies, 'metadata'>,
): Promise<ImageRecord> {
  const image = await metadata.findImage(imageId);
  if (image === null) throw new UnknownImageError(imageId);
  return image;
}
