import type { BitmapLayout } from './bitmap-layout.ts';

/** Marks pixels that a run-length coded bitmap skips; browsers show them as transparent. */
export const SKIPPED_PIXEL = -1;

/**
 * Expands BI_RLE4 and BI_RLE8 ([MS-WMF] 3.1.6) into palette indices, in stored row order.
 * @throws Error when the data ends before its end mark
 */
export function expandRunLengths(file: Buffer, layout: BitmapLayout): Int16Array {
  const { width, height, pixelsAt, compression } = layout;
  const isNibbles = compression === 'rle4';
  const indices = new Int16Array(width * height).fill(SKIPPED_PIXEL);
  let [x, y, at] = [0, 0, pixelsAt];
  const next = (): number => {
    const byte = file[at++];
    if (byte === undefined) throw new Error('Expected an end of the bitmap but received none');
    return byte;
  };
  const put = (index: number): void => {
    if (x < width && y < height) indices[y * width + x] = index;
    x++;
  };
  const nibble = (byte: number, position: number): number =>
    !isNibbles ? byte : position % 2 === 0 ? byte >> 4 : byte & 15;
  while (y < height) {
    const [count, value] = [next(), next()];
    if (count > 0) {
      for (let i = 0; i < count; i++) put(nibble(value, i));
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      return indices;
    } else if (value === 2) {
      x += next();
      y += next();
    } else {
      const start = at;
      for (let i = 0, byte = 0; i < value; i++) {
        if (!isNibbles || i % 2 === 0) byte = next();
        put(nibble(byte, i));
      }
      at += (at - start) % 2;
    }
  }
  return indices;
}
