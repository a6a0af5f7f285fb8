/** A bitmap of Windows or OS/2, part by part. */
export interface BitmapParts {
  readonly width: number;
  /** Negative where the rows go from the top down. */
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  /** By default 40, the header of Windows 3. */
  readonly headerBytes?: 12 | 40 | 56 | 124;
  readonly masks?: readonly number[];
  /** Red, green and blue. */
  readonly palette?: readonly (readonly [number, number, number])[];
  /** As stored: padded rows, the first one first. */
  readonly pixels: readonly number[];
}

/** A bitmap without its file header, as icons hold it. */
export function buildDib(parts: BitmapParts): Buffer {
  const { width, height, bits, compression = 0, headerBytes = 40 } = parts;
  const { masks = [], palette = [], pixels } = parts;
  const isCore = headerBytes === 12;
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(headerBytes);
  if (isCore) {
    header.writeUInt16LE(width, 4);
    header.writeUInt16LE(height, 6);
  } else {
    header.writeInt32LE(width, 4);
    header.writeInt32LE(height, 8);
    header.writeUInt32LE(compression, 16);
    header.writeUInt32LE(palette.length, 32);
  }
  header.writeUInt16LE(1, isCore ? 8 : 12);
  header.writeUInt16LE(bits, isCore ? 10 : 14);
  const fields = Buffer.alloc(masks.length * 4);
  masks.forEach((mask, index) => fields.writeUInt32LE(mask, index * 4));
  if (headerBytes >= 56) fields.copy(header, 40);
  const colors = palette.flatMap(([red, green, blue]) => [
    blue,
    green,
    red,
    ...(isCore ? [] : [0]),
  ]);
  const separateFields = headerBytes === 40 ? fields : Buffer.alloc(0);
  return Buffer.concat([header, separateFields, Buffer.from(colors), Buffer.from(pixels)]);
}

export function buildBmp(parts: BitmapParts): Buffer {
  const dib = buildDib(parts);
  const file = Buffer.alloc(14);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length + dib.length, 2);
  file.writeUInt32LE(file.length + dib.length - parts.pixels.length, 10);
  return Buffer.concat([file, dib]);
}

/** An icon, or a cursor (2), of images each with the side that its entry claims. */
export function buildIcon(
  images: readonly { readonly side: number; readonly bits?: number; readonly bytes: Buffer }[],
  kind: 1 | 2 = 1,
): Buffer {
  const head = Buffer.alloc(6 + images.length * 16);
  head.writeUInt16LE(kind, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ side, bits = 32, bytes }, index) => {
    const at = 6 + index * 16;
    head.set([side % 256, side % 256], at);
    head.writeUInt16LE(bits, at + 6);
    head.writeUInt32LE(bytes.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...images.map(({ bytes }) => bytes)]);
}
