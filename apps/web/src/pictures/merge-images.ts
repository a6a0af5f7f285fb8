import type { ImageSummary } from '@miniatura/api-contract';

/**
 * `shown` with `fresh` in it, newest upload first. A picture that has not changed stays the object
 * it is: its signed address still works, and the browser need not fetch it again.
 */
export function mergeImages(
  shown: readonly ImageSummary[],
  fresh: readonly ImageSummary[],
): readonly ImageSummary[] {
  const byId = new Map(shown.map((image) => [image.imageId, image]));
  for (const image of fresh) {
    const before = byId.get(image.imageId);
    if (before === undefined || !isUnchanged(before, image)) byId.set(image.imageId, image);
  }
  return [...byId.values()].sort(byUploadTime);
}

const isUnchanged = (a: ImageSummary, b: ImageSummary): boolean =>
  a.status === b.status && a.processedAt === b.processedAt && a.altText === b.altText;

const byUploadTime = (a: ImageSummary, b: ImageSummary): number =>
  (b.uploadedAt ?? '').localeCompare(a.uploadedAt ?? '') || a.imageId.localeCompare(b.imageId);
