import { rgbaToThumbHash } from 'thumbhash';
import { averageDown, type RgbaImage } from './average-down.ts';
import { type DominantColor, dominantColors } from './dominant-colors.ts';
import { perceptualHash } from './perceptual-hash.ts';
import { planResize } from './plan-resize.ts';

/** Describes what an image looks like, in a few bytes. */
export interface Appearance {
  /**
   * A ThumbHash in base64: about 25 bytes that decode to a blurred placeholder
   * (evanw.github.io/thumbhash).
   */
  readonly thumbHash: string;
  /**
   * A 64-bit difference hash as 16 hexadecimal digits. The hashes of near duplicates differ in few
   * bits.
   */
  readonly perceptualHash: string;
  /** At most 5 colours, most frequent first. */
  readonly dominantColors: readonly DominantColor[];
}

/** The appearance is computed from an image of at most this size; ThumbHash allows 100 × 100. */
export const APPEARANCE_BOX = { width: 64, height: 64, fit: 'inside' } as const;

/** A ThumbHash stores seven waves per side at most. Its time grows with the pixels. */
const THUMB_HASH_BOX = { width: 32, height: 32, fit: 'inside' } as const;

/** @param image an image that fits into `APPEARANCE_BOX` */
export function describePixels(image: RgbaImage): Appearance {
  const { data, width, height } = averageDown(image, planResize(image, THUMB_HASH_BOX).scaled);
  const thumbHash = rgbaToThumbHash(width, height, withoutTracesOfAlpha(data));
  return {
    thumbHash: Buffer.from(thumbHash).toString('base64'),
    perceptualHash: perceptualHash(image),
    dominantColors: dominantColors(image.data),
  };
}

/** Pixels with at least this alpha look opaque. */
const NEARLY_OPAQUE = 250;

/**
 * Removes alpha that is not visible. A ThumbHash with alpha has fewer bits for colours and shape:
 * it stores a ratio of 1.4 as 1.25.
 */
function withoutTracesOfAlpha(rgba: Uint8Array): Uint8Array {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at]! < NEARLY_OPAQUE) return rgba;
  return rgba.map((value, index) => (index % 4 === 3 ? 255 : value));
}
