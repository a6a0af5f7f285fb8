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
  const thumbHash = rgbaToThumbHash(image.width, image.height, image.data);
  return {
    thumbHash: Buffer.from(thumbHash).toString('base64'),
    perceptualHash: perceptualHash(image),
    dominantColors: dominantColors(image.data),
  };
}
