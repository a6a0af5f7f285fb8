import { averageDown, type RgbaImage } from './average-down.ts';

/** A difference hash compares each cell with its right neighbour: 8 rows of 8 comparisons. */
const GRID = { width: 9, height: 8 } as const;

/**
 * Returns the 64-bit difference hash (dHash) of an image in grey on white. The hashes of near
 * duplicates differ in few bits, usually at most 10.
 * @returns 16 hexadecimal digits
 */
export function perceptualHash(image: RgbaImage): string {
  const luma = lumaOnWhite(averageDown(image, GRID));
  let bits = 0n;
  for (let row = 0; row < GRID.height; row++) {
    for (let column = 0; column + 1 < GRID.width; column++) {
      const at = row * GRID.width + column;
      bits = (bits << 1n) | ((luma[at] ?? 0) < (luma[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

/** Computes the luma with the weights of ITU-R BT.601. */
function lumaOnWhite({ data, width, height }: RgbaImage): number[] {
  return Array.from({ length: width * height }, (_, cell) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(cell * 4, cell * 4 + 4);
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    return 255 + ((luma - 255) * alpha) / 255;
  });
}
