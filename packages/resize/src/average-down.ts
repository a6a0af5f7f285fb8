import type { Size } from './plan-resize.ts';
import type { RawImage } from './raw-image.ts';

/** 8-bit RGBA, alpha not premultiplied. */
export interface RgbaImage extends Size {
  readonly data: Uint8Array;
}

/**
 * Shrinks by averaging boxes of pixels, weighted by their alpha. It serves hashes and colours,
 * which need few pixels: a call of sharp would take longer than this.
 */
export function averageDown(image: RawImage | RgbaImage, { width, height }: Size): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  const columns = boxes(image.width, width);
  const rows = boxes(image.height, height);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      averageBox(image, column, row, data, at);
      at += 4;
    }
  }
  return { data, width, height };
}

/** Columns or rows of the source, from inclusive, to exclusive. */
interface Span {
  readonly from: number;
  readonly to: number;
}

function boxes(length: number, count: number): Span[] {
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * length) / count);
    return { from, to: Math.max(from + 1, Math.floor(((index + 1) * length) / count)) };
  });
}

function averageBox(
  image: RawImage | RgbaImage,
  column: Span,
  row: Span,
  target: Uint8Array,
  at: number,
): void {
  const channels = 'channels' in image ? image.channels : 4;
  const { data } = image;
  let [red, green, blue, weight] = [0, 0, 0, 0];
  for (let y = row.from; y < row.to; y++) {
    const end = (y * image.width + column.to) * channels;
    for (let from = (y * image.width + column.from) * channels; from < end; from += channels) {
      const alpha = channels === 4 ? data[from + 3]! : 255;
      red += data[from]! * alpha;
      green += data[from + 1]! * alpha;
      blue += data[from + 2]! * alpha;
      weight += alpha;
    }
  }
  if (weight === 0) return;
  const pixelCount = (column.to - column.from) * (row.to - row.from);
  target[at] = Math.round(red / weight);
  target[at + 1] = Math.round(green / weight);
  target[at + 2] = Math.round(blue / weight);
  target[at + 3] = Math.round(weight / pixelCount);
}
