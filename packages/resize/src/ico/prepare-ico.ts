import { bitmapStill } from '../bmp/prepare-bmp.ts';
import { readBitmapHeader } from '../bmp/read-bitmap-header.ts';
import { corrupt } from '../errors.ts';
import { preparePng } from '../png/prepare-png.ts';
import type { Still } from '../still.ts';

const MEDIA_TYPE = 'image/x-icon';
const HEADER_BYTES = 6;
const ENTRY_BYTES = 16;
const PNG_SIGNATURE = 0x89504e47;
/** The side that a width or height of 0 means. */
const LARGEST_SIDE = 256;
const CURSOR = 2;

interface IconEntry {
  readonly pixelCount: number;
  /** Bits per pixel; in a cursor, this field has another meaning. */
  readonly bits: number;
  readonly byteCount: number;
  readonly offset: number;
}

/**
 * Prepares the largest entry of an icon or a cursor, and among equally large ones the one with the
 * most bits. An entry is a PNG, or a bitmap without its file header.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export function prepareIco(bytes: Uint8Array): Still {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const [entry] = entriesOf(file).toSorted(
    (one, other) => other.pixelCount - one.pixelCount || other.bits - one.bits,
  );
  if (!entry) throw corrupt(MEDIA_TYPE, undefined, 'a directory without entries');
  const { offset, byteCount } = entry;
  if (byteCount < 4 || offset + byteCount > file.length) throw corrupt(MEDIA_TYPE);
  const image = file.subarray(offset, offset + byteCount);
  if (image.readUInt32BE(0) === PNG_SIGNATURE) {
    return { ...preparePng(image), mediaType: MEDIA_TYPE, frameCount: 1 };
  }
  const place = { mediaType: MEDIA_TYPE, headerAt: 0, isIcon: true } as const;
  return bitmapStill(MEDIA_TYPE, image, readBitmapHeader(image, place));
}

function entriesOf(file: Buffer): IconEntry[] {
  if (file.length < HEADER_BYTES) return [];
  const isCursor = file.readUInt16LE(2) === CURSOR;
  const inFile = Math.floor((file.length - HEADER_BYTES) / ENTRY_BYTES);
  const count = Math.min(file.readUInt16LE(4), inFile);
  return Array.from({ length: count }, (_, index) => {
    const at = HEADER_BYTES + index * ENTRY_BYTES;
    const [width, height] = [file[at]! || LARGEST_SIDE, file[at + 1]! || LARGEST_SIDE];
    return {
      pixelCount: width * height,
      bits: isCursor ? 0 : file.readUInt16LE(at + 6),
      byteCount: file.readUInt32LE(at + 8),
      offset: file.readUInt32LE(at + 12),
    };
  });
}
