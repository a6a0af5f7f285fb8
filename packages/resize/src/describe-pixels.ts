import { rgbaToThumbHash } from 'thumbhash';
import type { RgbaImage } from './average-down.ts';
import { dominantColors } from './dominant-colors.ts';
import type { DominantColor } from './dominant-colors.ts';
import { perceptualHash } from './perceptual-hash.ts';

/** What a picture looks like, in a few bytes. */
export interface Appearance {
  /** Base64; about 25 bytes that unfold into a blurred placeholder (evanw.github.io/thumbhash). */
  readonly thumbHash: string;
  /** 64-bit difference hash, 16 hexadecimal digits; near duplicates differ in few bits. */
  readonly perceptualHash: string;
  /** At most 5, most frequent first. */
  readonly dominantColors: readonly DominantColor[];
}

/** Everything here is read from a picture of at most this size; ThumbHash allows 100 × 100. */
export const APPEARANCE_BOX = { width: 64, height: 64, fit: 'inside' } as const;

/** @param image no larger than `APPEARANCE_BOX` */
export function describePixels(image: RgbaImage): Appearance {
  const thumbHash = rgbaToThumbHash(image.width, image.height, withoutTracesOfAlpha(image.data));
  return {
    thumbHash: Buffer.from(thumbHash).toString('base64'),
    perceptualHash: perceptualHash(image),
    dominantColors: dominantColors(image.data),
  };
}

/** What is less transparent is not seen to be so. */
const NEARLY_OPAQUE = 250;

/**
 * A ThumbHash with any alpha holds less of the rest: its ratio of 1.4 becomes 1.25. So alpha that
 * nobody sees is left out.
 */
function withoutTracesOfAlpha(rgba: Uint8Array): Uint8Array {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at]! < NEARLY_OPAQUE) return rgba;
  return rgba.map((value, index) => (index % 4 === 3 ? 255 : value));
}
