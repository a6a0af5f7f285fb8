import type { Block } from './plan-timeline.ts';
import type { TimelineStore } from './timeline-store.ts';

export interface Neighbours {
  /** Ids of the newer and of the older picture; null where there is none, or none is known yet. */
  readonly previous: string | null;
  readonly next: string | null;
  /** Blocks beside the picture that were not fetched yet. */
  readonly missing: readonly Block[];
}

const NONE: Neighbours = { previous: null, next: null, missing: [] };

/** The pictures beside one in the timeline; removed pictures are passed over. */
export function neighboursOf(
  store: Pick<TimelineStore, 'blocks' | 'imagesOf'>,
  imageId: string,
  isHidden: (imageId: string) => boolean,
): Neighbours {
  const blocks = store.blocks() ?? [];
  const own = blocks.findIndex((block) =>
    store.imagesOf(block)?.some((image) => image.imageId === imageId),
  );
  if (own < 0) return NONE;
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
