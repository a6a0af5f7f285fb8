import type { ImageSummary } from '@miniatura/api-contract';
import type { TimelineStore } from '../timeline/timeline-store.ts';
import type { Selection } from './create-selection.ts';

/**
 * Selects the images from the anchor to `image`; without an anchor only `image`. Missing images in
 * between are fetched first.
 */
export async function selectRange(
  selection: Selection,
  store: Pick<TimelineStore, 'blocks' | 'imagesOf' | 'need'>,
  image: ImageSummary,
): Promise<void> {
  const blocks = store.blocks() ?? [];
  const blockOf = (imageId: string | null) =>
    blocks.findIndex((block) => store.imagesOf(block)?.some((each) => each.imageId === imageId));
  const ends = [blockOf(selection.anchorId()), blockOf(image.imageId)];
  if (ends.includes(-1)) return selection.toggle(image);
  const between = blocks.slice(Math.min(...ends), Math.max(...ends) + 1);
  await store.need(between);
  const images = between.flatMap((block) => store.imagesOf(block) ?? []);
  selection.setRange(imagesBetween(images, selection.anchorId(), image.imageId));
}

/** Returns the images from one to the other, both included, in either direction. */
function imagesBetween(
  images: readonly ImageSummary[],
  oneId: string | null,
  otherId: string,
): readonly ImageSummary[] {
  const ends = [oneId, otherId].map((id) => images.findIndex((each) => each.imageId === id));
  return images.slice(Math.min(...ends), Math.max(...ends) + 1);
}
