import type { Fit } from './rendition-spec.ts';

/** Width and height in pixels, both at least 1. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** The operations on the pixels, in this order: scale, crop, pad. */
export interface ResizePlan {
  readonly scaled: Size;
  /** The part of the scaled image that is kept. */
  readonly crop?: Region;
  /** Position of the image on its canvas (`left`, `top`), and the size of the canvas. */
  readonly canvas?: Region;
  /** Size of the result. */
  readonly output: Size;
}

export interface ResizeRequest extends Size {
  readonly fit: Fit;
}

/**
 * Computes the geometry of a resize, which never enlarges.
 * - `inside`: the largest size within the box. `outside`: the smallest size that covers the box.
 * - `fill`: exactly the box; the aspect ratio may change.
 * - `cover`: covers the box, then crops to it around the centre.
 * - `contain`: like `inside`, then centred on a canvas of the box's size.
 * A source smaller than the box keeps its size (on its canvas, for `contain`).
 * @example planResize({ width: 4000, height: 3000 }, { width: 128, height: 128, fit: 'inside' })
 * // { scaled: { width: 128, height: 96 }, output: { width: 128, height: 96 } }
 */
export function planResize(source: Size, request: ResizeRequest): ResizePlan {
  const { width, height } = request;
  const scaled = scale(source, request);
  switch (request.fit) {
    case 'cover':
      return crop(scaled, { width, height });
    case 'contain':
      return pad(scaled, { width, height });
    default:
      return { scaled, output: scaled };
  }
}

function scale(source: Size, box: ResizeRequest): Size {
  const across = Math.min(1, box.width / source.width);
  const down = Math.min(1, box.height / source.height);
  if (box.fit === 'fill') return shrink(source, across, down);
  const coversBox = box.fit === 'cover' || box.fit === 'outside';
  const factor = coversBox ? Math.max(across, down) : Math.min(across, down);
  return shrink(source, factor, factor);
}

function shrink(source: Size, across: number, down: number): Size {
  return {
    width: Math.max(1, Math.round(source.width * across)),
    height: Math.max(1, Math.round(source.height * down)),
  };
}

function crop(scaled: Size, box: Size): ResizePlan {
  const output = {
    width: Math.min(scaled.width, box.width),
    height: Math.min(scaled.height, box.height),
  };
  return isSameSize(scaled, output)
    ? { scaled, output }
    : { scaled, crop: centre(output, scaled), output };
}

function pad(scaled: Size, box: Size): ResizePlan {
  if (isSameSize(scaled, box)) return { scaled, output: scaled };
  const { left, top } = centre(scaled, box);
  return { scaled, canvas: { ...box, left, top }, output: box };
}

/** Returns the region of `inner`'s size in the middle of `outer`. */
function centre(inner: Size, outer: Size): Region {
  return {
    left: Math.floor((outer.width - inner.width) / 2),
    top: Math.floor((outer.height - inner.height) / 2),
    width: inner.width,
    height: inner.height,
  };
}

export function isSameSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}
