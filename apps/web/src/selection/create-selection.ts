import type { ImageSummary } from '@miniatura/api-contract';

/** The images that a user has selected in a gallery. */
export interface Selection {
  /** Images in the order of their selection. */
  readonly images: () => readonly ImageSummary[];
  readonly has: (imageId: string) => boolean;
  /** True if a click on an image selects it instead of opening it. */
  readonly isActive: () => boolean;
  /** The image from which a range is selected; null if there is none. */
  readonly anchorId: () => string | null;
  /** Starts an empty selection. */
  readonly start: () => void;
  /** Selects or deselects an image, which becomes the anchor of ranges. */
  readonly toggle: (image: ImageSummary) => void;
  /**
   * Applies to a range what was done to the anchor. It replaces the effect of an earlier range with
   * the same anchor.
   * @param range images from the anchor to another image, in either direction
   */
  readonly setRange: (range: readonly ImageSummary[]) => void;
  readonly choose: (images: readonly ImageSummary[]) => void;
  readonly clear: () => void;
  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

type Images = ReadonlyMap<string, ImageSummary>;

export function createSelection(): Selection {
  let chosen: Images = new Map();
  let isActive = false;
  let anchor: { readonly imageId: string; readonly before: Images } | null = null;
  const listeners = new Set<() => void>();
  const become = (next: Images, active = true) => {
    chosen = next;
    isActive = active;
    for (const listener of listeners) listener();
  };
  return {
    images: () => [...chosen.values()],
    has: (imageId) => chosen.has(imageId),
    isActive: () => isActive,
    anchorId: () => anchor?.imageId ?? null,
    start: () => become(chosen),
    toggle: (image) => {
      const next = new Map(chosen);
      if (!next.delete(image.imageId)) next.set(image.imageId, image);
      anchor = { imageId: image.imageId, before: chosen };
      become(next);
    },
    setRange: (range) => {
      if (anchor === null) return;
      const next = new Map(anchor.before);
      const isChoosing = !next.has(anchor.imageId);
      for (const image of range) {
        if (isChoosing) next.set(image.imageId, image);
        else next.delete(image.imageId);
      }
      become(next);
    },
    choose: (images) => become(new Map(images.map((image) => [image.imageId, image]))),
    clear: () => {
      anchor = null;
      become(new Map(), false);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
