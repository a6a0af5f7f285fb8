import { boxesOf } from '../heif/boxes.ts';

/** The properties of a JPEG XL file that must be known before it is decoded. */
export interface JxlHeader {
  /** Width in pixels, upright. */
  readonly width: number;
  readonly height: number;
}

const CODESTREAM = 0xff0a;
/** Length of the box header and the index of a partial codestream (`jxlp`). */
const PART_HEAD_BYTES = 4;
/** The size and the fields before the orientation take fewer bytes. */
const HEADER_BYTES = 16;

/** Ratios of width to height by their number in the header (ISO/IEC 18181-1, SizeHeader). */
const RATIOS: ReadonlyMap<number, readonly [number, number]> = new Map([
  [1, [1, 1]],
  [2, [12, 10]],
  [3, [4, 3]],
  [4, [3, 2]],
  [5, [16, 9]],
  [6, [5, 4]],
  [7, [2, 1]],
]);

/** @returns undefined if there is no codestream, or it ends within its header */
export function readJxlHeader(file: Buffer): JxlHeader | undefined {
  const codestream = codestreamOf(file);
  if (!codestream || codestream.length < 4 || codestream.readUInt16BE(0) !== CODESTREAM) {
    return undefined;
  }
  const bits = new BitReader(codestream.subarray(2, 2 + HEADER_BYTES));
  const isSmall = bits.read(1) === 1;
  const side = (): number =>
    isSmall ? (bits.read(5) + 1) * 8 : bits.read([9, 13, 18, 30][bits.read(2)]!) + 1;
  const height = side();
  const ratio = RATIOS.get(bits.read(3));
  const width = ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side();
  const hasDefaults = bits.read(1) === 1;
  const hasExtraFields = !hasDefaults && bits.read(1) === 1;
  const orientation = hasExtraFields ? bits.read(3) + 1 : 1;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** Returns the file itself, or the contents of the box in which the codestream begins. */
function codestreamOf(file: Buffer): Buffer | undefined {
  if (file.length >= 2 && file.readUInt16BE(0) === CODESTREAM) return file;
  for (const { type, body } of boxesOf(file)) {
    if (type === 'jxlc') return body;
    if (type === 'jxlp') return body.subarray(PART_HEAD_BYTES);
  }
  return undefined;
}

/** Reads numbers whose lowest bit comes first; beyond the end it returns 0. */
class BitReader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.at++) {
      value += (((this.bytes[this.at >> 3] ?? 0) >> (this.at & 7)) & 1) * 2 ** bit;
    }
    return value;
  }
}
