import { rgbaToThumbHash } from 'thumbhash';
import { dominantColors } from './dominant-colors.ts';
import type { DominantColor } from './dominant-colors.ts';
import { HASH_GRID, perceptualHash } from './perceptual-hash.ts';
import type { RawImage } from './raw-image.ts';
import { toGreyGrid, toRgba } from './sharp-pixels.ts';

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

export async function describePixels(image: RawImage): Promise<Appearance> {
  const { columns, rows } = HASH_GRID;
  const [rgba, grey] = await Promise.all([toRgba(image), toGreyGrid(image, columns, rows)]);
  const thumbHash = rgbaToThumbHash(image.width, image.height, rgba);
  return {
    thumbHash: Buffer.from(thumbHash).toString('base64'),
    perceptualHash: perceptualHash(grey),
    dominantColors: dominantColors(rgba),
  };
}
