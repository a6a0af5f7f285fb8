import { tiffHeader } from '../tiff-header.ts';
import type { BitmapLayout } from './bitmap-layout.ts';
import { expandRunLengths, SKIPPED_PIXEL } from './expand-run-lengths.ts';

/**
 * Decodes a bitmap into an uncompressed, upright TIFF of 8-bit RGBA. The npm packages for BMP swap
 * red and blue of palettes, reject run lengths, or decode white of 5 bits as grey.
 * @throws Error when pixels are missing
 */
export function decodeBitmap(file: Buffer, layout: BitmapLayout): Uint8Array {
  const { width, height, iccProfile } = layout;
  const header = tiffHeader({ width, height, channels: 3, hasAlpha: true, iccProfile });
  const out = new Uint8Array(header.length + width * height * 4);
  out.set(header);
  const rgba = out.subarray(header.length);
  const readRow = rowReader(file, layout);
  for (let row = 0; row < height; row++) {
    const y = layout.isTopDown ? row : height - 1 - row;
    readRow(row, rgba.subarray(y * width * 4, (y + 1) * width * 4));
  }
  if (layout.isAlphaOptional) fillEmptyAlpha(rgba);
  if (layout.transparencyAt !== undefined) hideMasked(file, layout, rgba);
  return out;
}

/** Writes one row, counted in stored order, into RGBA. */
type ReadRow = (row: number, rgba: Uint8Array) => void;

function rowReader(file: Buffer, layout: BitmapLayout): ReadRow {
  if (layout.compression !== 'none') return runLengthReader(file, layout);
  const { width, height, bits, pixelsAt } = layout;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  // Writers may leave out the padding of the last row.
  if (pixelsAt + rowBytes * (height - 1) + Math.ceil((width * bits) / 8) > file.length) {
    throw new Error('Expected all rows of the bitmap but received fewer bytes');
  }
  const put = bits <= 8 ? indexPutter(layout) : pixelPutter(layout);
  return (row, rgba) => {
    const start = pixelsAt + row * rowBytes;
    for (let x = 0; x < width; x++) put(file, start, x, rgba);
  };
}

function runLengthReader(file: Buffer, layout: BitmapLayout): ReadRow {
  const { width } = layout;
  const indices = expandRunLengths(file, layout);
  return (row, rgba) => {
    for (let x = 0; x < width; x++) {
      const index = indices[row * width + x]!;
      if (index !== SKIPPED_PIXEL) putColor(layout, index, rgba, x * 4);
    }
  };
}

type PutPixel = (file: Buffer, start: number, x: number, rgba: Uint8Array) => void;

function indexPutter(layout: BitmapLayout): PutPixel {
  const { bits } = layout;
  const mask = 2 ** bits - 1;
  return (file, start, x, rgba) => {
    const bit = x * bits;
    const index = (file[start + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
    putColor(layout, index, rgba, x * 4);
  };
}

/** Browsers show an index beyond the palette as black. */
const BLACK = [0, 0, 0] as const;

function putColor({ palette }: BitmapLayout, index: number, rgba: Uint8Array, to: number): void {
  [rgba[to + 2], rgba[to + 1], rgba[to]] = palette[index] ?? BLACK;
  rgba[to + 3] = 255;
}

function pixelPutter({ bits, masks }: BitmapLayout): PutPixel {
  if (bits === 24) {
    return (file, start, x, rgba) => {
      const from = start + x * 3;
      rgba[x * 4] = file[from + 2]!;
      rgba[x * 4 + 1] = file[from + 1]!;
      rgba[x * 4 + 2] = file[from]!;
      rgba[x * 4 + 3] = 255;
    };
  }
  const [red, green, blue, alpha] = masks.map(channelOf);
  const byteCount = bits / 8;
  return (file, start, x, rgba) => {
    const pixel = file.readUIntLE(start + x * byteCount, byteCount);
    rgba[x * 4] = red!(pixel) ?? 0;
    rgba[x * 4 + 1] = green!(pixel) ?? 0;
    rgba[x * 4 + 2] = blue!(pixel) ?? 0;
    rgba[x * 4 + 3] = alpha!(pixel) ?? 255;
  };
}

/** Returns a function that scales the bits under a mask to 0–255; undefined for an empty mask. */
function channelOf(mask: number): (pixel: number) => number | undefined {
  if (mask === 0) return () => undefined;
  const shift = 31 - Math.clz32(mask & -mask);
  const top = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / top);
}

/**
 * Makes all pixels opaque if alpha is zero everywhere, because programs without alpha write zeros
 * there.
 */
function fillEmptyAlpha(rgba: Uint8Array): void {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0) return;
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
}

/**
 * Applies the transparency mask of an icon. It is ignored if the pixels have alpha, which is more
 * precise.
 */
function hideMasked(file: Buffer, layout: BitmapLayout, rgba: Uint8Array): void {
  const { width, height, transparencyAt = 0, isTopDown } = layout;
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return;
  const rowBytes = Math.ceil(width / 32) * 4;
  for (let row = 0; row < height; row++) {
    const y = isTopDown ? row : height - 1 - row;
    for (let x = 0; x < width; x++) {
      const byte = file[transparencyAt + row * rowBytes + (x >> 3)] ?? 0;
      if ((byte >> (7 - (x & 7))) & 1) rgba[(y * width + x) * 4 + 3] = 0;
    }
  }
}
