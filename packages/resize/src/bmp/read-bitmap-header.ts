import { corrupt, unsupportedFeature } from '../errors.ts';
import type { MediaType } from '../media-type.ts';
import type { BitmapLayout } from './bitmap-layout.ts';

/** Locates the parts of a bitmap. A bitmap in an icon has no file header. */
export interface BitmapPlace {
  readonly mediaType: MediaType;
  readonly headerAt: number;
  /** Offset of the pixels from the file header; undefined if they follow the palette. */
  readonly pixelsAt?: number;
  /** True for a bitmap in an icon, whose height includes the rows of its transparency mask. */
  readonly isIcon: boolean;
}

const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const OS2_HEADER_BYTES = [16, 64];
const HEADERS_WITH_ALPHA_MASK_FROM = 56;
const V5_HEADER_BYTES = 124;
const KNOWN_HEADER_BYTES = [CORE_HEADER_BYTES, ...OS2_HEADER_BYTES, 40, 52, 56, 108, 124];

/**
 * Names of `biCompression` ([MS-WMF] 2.1.1.7). The unsupported ones are listed for error messages.
 */
const COMPRESSIONS: ReadonlyMap<number, string> = new Map([
  [0, 'none'],
  [1, 'rle8'],
  [2, 'rle4'],
  [3, 'bit fields'],
  [4, 'JPEG'],
  [5, 'PNG'],
  [6, 'bit fields with alpha'],
  [11, 'CMYK'],
  [12, 'CMYK RLE8'],
  [13, 'CMYK RLE4'],
]);

interface Fields {
  readonly headerBytes: number;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression: string;
  readonly colorCount: number;
}

/**
 * Reads the header of a bitmap (BITMAPCOREHEADER to BITMAPV5HEADER, and those of OS/2).
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export function readBitmapHeader(file: Buffer, place: BitmapPlace): BitmapLayout {
  const { mediaType, headerAt, isIcon } = place;
  const fields = readFields(file, place);
  const { headerBytes, width, bits } = fields;
  const height = Math.abs(fields.height) / (isIcon ? 2 : 1);
  if (width < 1 || height < 1 || !Number.isInteger(height)) {
    throw corrupt(mediaType, undefined, `a bitmap of ${width} × ${height}`);
  }
  const hasFields = fields.compression.startsWith('bit fields');
  const masksAt = headerAt + INFO_HEADER_BYTES;
  const hasAlphaField =
    fields.compression === 'bit fields with alpha' || headerBytes >= HEADERS_WITH_ALPHA_MASK_FROM;
  const maskBytes = hasAlphaField ? 16 : 12;
  const separateMasks = hasFields && headerBytes === INFO_HEADER_BYTES ? maskBytes : 0;
  const palette = readPalette(file, headerAt + headerBytes + separateMasks, fields);
  const pixelsAt = place.pixelsAt ?? palette.end;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  return {
    ...{ width, height, pixelsAt, bits: bits as BitmapLayout['bits'] },
    isTopDown: fields.height < 0,
    compression: hasFields ? 'none' : (fields.compression as 'none' | 'rle4' | 'rle8'),
    palette: palette.colors,
    masks: hasFields ? readMasks(file, masksAt, hasAlphaField) : standardMasks(bits, isIcon),
    isAlphaOptional: isIcon || hasFields,
    transparencyAt: isIcon ? pixelsAt + rowBytes * height : undefined,
    iccProfile: headerBytes === V5_HEADER_BYTES ? readProfile(file, headerAt) : undefined,
  };
}

function readFields(file: Buffer, { mediaType, headerAt }: BitmapPlace): Fields {
  const headerBytes = headerAt + 4 <= file.length ? file.readUInt32LE(headerAt) : 0;
  if (headerAt + headerBytes > file.length) throw corrupt(mediaType);
  if (!KNOWN_HEADER_BYTES.includes(headerBytes)) {
    throw corrupt(mediaType, undefined, `a bitmap header of ${headerBytes} bytes`);
  }
  const isCore = headerBytes === CORE_HEADER_BYTES;
  const isShort = headerBytes < INFO_HEADER_BYTES;
  const bits = file.readUInt16LE(headerAt + (isCore ? 10 : 14));
  const number = isShort ? 0 : file.readUInt32LE(headerAt + 16);
  const isOs2 = OS2_HEADER_BYTES.includes(headerBytes);
  const compression = isOs2 && number > 2 ? undefined : COMPRESSIONS.get(number);
  if (!isDecodable(compression, bits)) {
    const how = compression === 'none' ? '' : ` and ${compression ?? `compression ${number}`}`;
    throw unsupportedFeature(mediaType, `bitmap with ${bits} bits per pixel${how}`);
  }
  return {
    ...{ headerBytes, bits, compression },
    width: isCore ? file.readUInt16LE(headerAt + 4) : file.readInt32LE(headerAt + 4),
    height: isCore ? file.readUInt16LE(headerAt + 6) : file.readInt32LE(headerAt + 8),
    colorCount: isShort ? 0 : file.readUInt32LE(headerAt + 32),
  };
}

const DECODABLE_BITS: Readonly<Record<string, readonly number[]>> = {
  none: [1, 2, 4, 8, 16, 24, 32],
  rle8: [8],
  rle4: [4],
  'bit fields': [16, 32],
  'bit fields with alpha': [16, 32],
};

function isDecodable(compression: string | undefined, bits: number): compression is string {
  return compression !== undefined && (DECODABLE_BITS[compression]?.includes(bits) ?? false);
}

function readPalette(file: Buffer, at: number, { headerBytes, bits, colorCount }: Fields) {
  const entryBytes = headerBytes === CORE_HEADER_BYTES ? 3 : 4;
  const most = bits <= 8 ? 2 ** bits : 0;
  const count = Math.min(colorCount === 0 ? most : colorCount, most);
  const colors = Array.from({ length: count }, (_, index) => {
    const entry = at + index * entryBytes;
    return [file[entry] ?? 0, file[entry + 1] ?? 0, file[entry + 2] ?? 0] as const;
  });
  const storedCount = bits <= 8 ? count : Math.min(colorCount, 256);
  return { colors, end: at + storedCount * entryBytes };
}

function readMasks(file: Buffer, at: number, hasAlpha: boolean): BitmapLayout['masks'] {
  if (at + 16 > file.length) return [0, 0, 0, 0];
  const mask = (index: number): number => file.readUInt32LE(at + index * 4);
  return [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
}

/** Masks of bitmaps without bit fields. The fourth byte of a pixel is alpha only in icons. */
function standardMasks(bits: number, isIcon: boolean): BitmapLayout['masks'] {
  return bits === 16
    ? [0x7c00, 0x03e0, 0x001f, 0]
    : [0xff0000, 0xff00, 0xff, isIcon ? 0xff000000 : 0];
}

/**
 * Reads an embedded profile (`PROFILE_EMBEDDED`), whose offset counts from the header ([MS-WMF]
 * 2.2.2.5).
 */
function readProfile(file: Buffer, headerAt: number): Uint8Array | undefined {
  const isEmbedded = file.toString('latin1', headerAt + 56, headerAt + 60) === 'DEBM';
  const start = headerAt + file.readUInt32LE(headerAt + 112);
  const byteCount = file.readUInt32LE(headerAt + 116);
  if (!isEmbedded || byteCount === 0 || start + byteCount > file.length) return undefined;
  return file.subarray(start, start + byteCount);
}
