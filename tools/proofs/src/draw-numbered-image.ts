import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import sharp from 'sharp';

const BLOCKS = { width: 16, height: 12 } as const;
const PIXELS_PER_BLOCK = 10;

/**
 * Draws a small JPEG of coloured blocks. Different numbers give images that neither are nor look
 * equal.
 */
export function drawNumberedImage(number: number): Promise<Buffer> {
  const { width, height } = BLOCKS;
  const random = xoroshiro128plus(number);
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => uniformInt(random, 0, 255));
  return sharp(pixels, { raw: { ...BLOCKS, channels: 3 } })
    .resize(width * PIXELS_PER_BLOCK, height * PIXELS_PER_BLOCK, { kernel: 'nearest' })
    .jpeg()
    .toBuffer();
}
