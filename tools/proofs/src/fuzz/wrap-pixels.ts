interface Size {
  readonly width: number;
  readonly height: number;
}

const BMP_HEADER_BYTES = 54;

/** Returns a 24-bit bitmap. @param rgb pixels whose rows have a multiple of 4 bytes */
export function toBitmap(rgb: Buffer, { width, height }: Size): Buffer {
  const header = Buffer.alloc(BMP_HEADER_BYTES);
  header.write('BM', 'latin1');
  header.writeUInt32LE(BMP_HEADER_BYTES, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(-height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return Buffer.concat([header, rgb]);
}

/** Returns an icon with one entry. */
export function toIcon(image: Buffer): Buffer {
  const header = Buffer.from('00000100010060480000010020000000000016000000', 'hex');
  header.writeUInt32LE(image.length, 14);
  return Buffer.concat([header, image]);
}

/** Returns a PSD with three channels; each row is one literal run (PackBits). */
export function toPsd(rgb: Buffer, { width, height }: Size): Buffer {
  const header = Buffer.alloc(40);
  header.write('8BPS', 'latin1');
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(3, 12);
  header.writeUInt32BE(height, 14);
  header.writeUInt32BE(width, 18);
  header.writeUInt16BE(8, 22);
  header.writeUInt16BE(3, 24);
  header.writeUInt16BE(1, 38);
  const rows = [0, 1, 2].flatMap((channel) => {
    const plane = rgb.filter((_, at) => at % 3 === channel);
    return Array.from({ length: height }, (_, y) =>
      Buffer.concat([Buffer.from([width - 1]), plane.subarray(y * width, (y + 1) * width)]),
    );
  });
  const counts = Buffer.alloc(rows.length * 2);
  rows.forEach(({ length }, index) => counts.writeUInt16BE(length, index * 2));
  return Buffer.concat([header, counts, ...rows]);
}
