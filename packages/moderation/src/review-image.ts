import type { ImageRecord, ModerationReview } from '@miniatura/metadata';
import { ReviewRefusedError, UnknownImageError } from './errors.ts';
import { type ModerationDependencies, restoreImage, settleImage } from './quarantine-image.ts';

/** The image after a review, and whether the decision is new; a repeat finishes what was begun. */
export interface ReviewedImage {
  readonly image: ImageRecord;
  readonly isNew: boolean;
}

/**
 * Enters a person's decision on a flagged or quarantined image, and does what follows. `approve`
 * puts a quarantined original back, whose thumbnails the thumbnailer then makes anew: until it has,
 * the status stays `quarantined`. `reject` deletes original and thumbnails; the row stays.
 *
 * @throws UnknownImageError, ReviewRefusedError; MetadataError for what is no review
 */
export async function reviewImage(
  review: ModerationReview,
  dependencies: ModerationDependencies,
): Promise<ReviewedImage> {
  const { metadata } = dependencies;
  const before = await find(review.imageId, dependencies);
  // An original that a crash has left at its key would be taken for one that was put back.
  if (before.status === 'quarantined') await settleImage(before, dependencies);
  const outcome = await metadata.recordReview(review);
  if (outcome !== 'written' && outcome !== 'repeat') {
    throw new ReviewRefusedError(outcome, review.imageId);
  }
  const image = await find(review.imageId, dependencies);
  if (image.status === 'quarantined') await carryOut(image, dependencies);
  return { image, isNew: outcome === 'written' };
}

async function carryOut(image: ImageRecord, dependencies: ModerationDependencies): Promise<void> {
  if (image.reviewDecision === 'reject') return settleImage(image, dependencies);
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
