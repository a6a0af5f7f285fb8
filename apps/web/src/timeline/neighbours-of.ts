import type { Block } from './plan-timeline.ts';
import type { TimelineStore } from './timeline-store.ts';

export interface Neighbours {
  /** Ids of the newer and the older image; null if there is none, or if it is not fetched yet. */
  readonly previous: string | null;
  readonly next: string | null;
  /** Neighbouring blocks that are not fetched yet. */
  readonly missing: readonly Block[];
}

export const NO_NEIGHBOURS: Neighbours = { previous: null, next: null, missing: [] };

/** Returns the neighbours of an image in the timeline; hidden images are skipped. */
export function neighboursOf(
  store: Pick<TimelineStore, 'blocks' | 'imagesOf'>,
  imageId: string,
  isHidden: (imageId: string) => boolean,
): Neighbours {
  const blocks = store.blocks() ?? [];
  const own = blocks.findIndex((block) =>
    store.imagesOf(block)?.some((image) => image.imageId === imageId),
  );
  if (own < 0) return NO_NEIGHBOURS;
  const near = blocks.slice(Math.max(own - 1, 0), own + 2);
  const ids = near
    .flatMap((block) => store.imagesOf(block) ?? [])
    .map((image) => image.imageId)
    .filter((id) => id === imageId || !isHidden(id));
  const index = ids.indexOf(imageId);
  return {
    previous: ids[index - 1] ?? null,
    next: ids[index + 1] ?? null,
    missing: near.filter((block) => store.imagesOf(block) === undefined),
  };
}
