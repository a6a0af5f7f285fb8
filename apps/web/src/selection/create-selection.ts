import type { ImageSummary } from '@miniatura/api-contract';

/** The images that a user has chosen in a gallery. */
export interface Selection {
  /** In the order in which they were chosen. */
  readonly images: () => readonly ImageSummary[];
  readonly has: (imageId: string) => boolean;
  /** Whether a click on an image chooses it instead of opening it. */
  readonly isActive: () => boolean;
  /** The image from which a range is chosen; null if there is none. */
  readonly anchorId: () => string | null;
  /** Starts choosing, with nothing chosen. */
  readonly start: () => void;
  /** Chooses an image, or no longer; ranges begin at it. */
  readonly toggle: (image: ImageSummary) => void;
  /**
   * Does to a range what was done to the anchor, instead of what was done to an earlier range from
   * the same anchor.
   *
   * @param range from the anchor to another image, in either direction
   */
  readonly setRange: (range: readonly ImageSummary[]) => void;
  readonly choose: (images: readonly ImageSummary[]) => void;
  readonly clear: () => void;
  /** Calls back after each change. Returns how to stop. */
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
