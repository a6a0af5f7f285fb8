/** Field types of TIFF 6.0, and the bytes of one value. */
const FIELD = {
  BYTE: [1, 1],
  ASCII: [2, 1],
  SHORT: [3, 2],
  LONG: [4, 4],
  UNDEFINED: [7, 1],
} as const;

export interface TiffTag {
  readonly tag: number;
  readonly type: keyof typeof FIELD;
  readonly values: readonly number[];
}

/** One directory: its tags, its data, and those below it. */
export interface TiffPart {
  readonly tags: readonly TiffTag[];
  /** Stands in the file; its offset and size are the values of these two tags. */
  readonly data?: { readonly bytes: Buffer; readonly offsetTag: number; readonly sizeTag: number };
  readonly subParts?: readonly TiffPart[];
}

export function short(tag: number, ...values: number[]): TiffTag {
  return {
    tag,
    type: 'SHORT',
    values,
  };
}
export const long = (tag: number, ...values: number[]): TiffTag => ({ tag, type: 'LONG', values });
export function ascii(tag: number, text: string): TiffTag {
  return {
    tag,
    type: 'ASCII',
    values: [...Buffer.from(`${text}\0`, 'latin1')],
  };
}
export function undefinedBytes(tag: number, bytes: Uint8Array): TiffTag {
  return {
    tag,
    type: 'UNDEFINED',
    values: [...bytes],
  };
}

/** A little-endian TIFF whose chain has these directories. @param magic two bytes after `II` */
export function buildTiff(parts: readonly TiffPart[], magic = 42): Buffer {
  const file: number[] = [0x49, 0x49, magic & 0xff, magic >> 8, 0, 0, 0, 0];
  let linkAt = 4;
  for (const part of parts) {
    const { offset, nextAt } = appendPart(file, part);
    put(file, linkAt, offset, 4);
    linkAt = nextAt;
  }
  return Buffer.from(file);
}

/** One strip of samples as they are. */
export function strip(bytes: Buffer): NonNullable<TiffPart['data']> {
  return {
    bytes,
    offsetTag: 273,
    sizeTag: 279,
  };
}

function appendPart(file: number[], { tags, data, subParts = [] }: TiffPart) {
  const all = [...tags];
  if (data) {
    all.push(long(data.offsetTag, append(file, data.bytes)), long(data.sizeTag, data.bytes.length));
  }
  if (subParts.length > 0) {
    all.push(long(330, ...subParts.map((part) => appendPart(file, part).offset)));
  }
  const sorted = all.toSorted((one, other) => one.tag - other.tag);
  const fields = sorted.map((tag) => encodeField(file, tag));
  if (file.length % 2 === 1) file.push(0);
  const offset = file.length;
  file.push(sorted.length & 0xff, sorted.length >> 8, ...fields.flat(), 0, 0, 0, 0);
  return { offset, nextAt: file.length - 4 };
}

function encodeField(file: number[], { tag, type, values }: TiffTag): number[] {
  const [code, size] = FIELD[type];
  const field = [...number(tag, 2), ...number(code, 2), ...number(values.length, 4)];
  const bytes = values.flatMap((value) => number(value, size));
  if (bytes.length > 4) return [...field, ...number(append(file, bytes), 4)];
  return [...field, ...bytes, ...Array<number>(4 - bytes.length).fill(0)];
}

function append(file: number[], bytes: Iterable<number>): number {
  if (file.length % 2 === 1) file.push(0);
  const offset = file.length;
  for (const byte of bytes) file.push(byte);
  return offset;
}

function number(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

function put(file: number[], at: number, value: number, size: number): void {
  number(value, size).forEach((byte, i) => (file[at + i] = byte));
}
