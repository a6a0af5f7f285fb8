import { corrupt } from '../errors.ts';
import { prepareJpeg } from '../jpeg/prepare-jpeg.ts';
import type { MediaType } from '../media-type.ts';
import { preparePng } from '../png/prepare-png.ts';
import type { Header } from '../sharp-pixels.ts';
import type { Still } from '../still.ts';
import type { BitmapLayout } from './bitmap-layout.ts';
import { readBitmapHeader } from './read-bitmap-header.ts';

const FILE_HEADER_BYTES = 14;
const PIXELS_AT = 10;

/**
 * Prepares a Windows or OS/2 bitmap.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export function prepareBmp(bytes: Uint8Array): Still {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < FILE_HEADER_BYTES) throw corrupt('image/bmp');
  const pixelsAt = file.readUInt32LE(PIXELS_AT);
  const headerAt = FILE_HEADER_BYTES;
  const embedded = embeddedFile(file, pixelsAt);
  if (embedded) return { ...embedded, mediaType: 'image/bmp', frameCount: 1 };
  const place = { mediaType: 'image/bmp', headerAt, pixelsAt, isIcon: false } as const;
  return bitmapStill('image/bmp', bytes, readBitmapHeader(file, place));
}

const INFO_HEADER_BYTES = 40;
const COMPRESSION_AT = FILE_HEADER_BYTES + 16;
/** Values of `biCompression` for a whole file instead of pixels ([MS-WMF] 2.1.1.7). */
const [JPEG, PNG] = [4, 5];

function embeddedFile(file: Buffer, at: number): Still | undefined {
  const hasCompression = file.length >= FILE_HEADER_BYTES + INFO_HEADER_BYTES;
  if (!hasCompression || file.readUInt32LE(FILE_HEADER_BYTES) < INFO_HEADER_BYTES) return undefined;
  const compression = file.readUInt32LE(COMPRESSION_AT);
  const isKnown =
    (compression === JPEG || compression === PNG) && isSignedAs(file, at, compression);
  if (!isKnown) return undefined;
  return compression === JPEG ? prepareJpeg(file.subarray(at)) : preparePng(file.subarray(at));
}

/** OS/2 uses the same number for run lengths of 24 bits. */
function isSignedAs(file: Buffer, at: number, compression: number): boolean {
  const signature = file.toString('hex', at, at + 4);
  return compression === JPEG ? signature.startsWith('ffd8ff') : signature === '89504e47';
}

export function bitmapStill(mediaType: MediaType, bytes: Uint8Array, bitmap: BitmapLayout): Still {
  return {
    ...{ mediaType, bytes, bitmap },
    decoder: 'bitmap',
    frameCount: 1,
    header: headerOf(bitmap),
  };
}

function headerOf({ width, height, iccProfile }: BitmapLayout): Header {
  return {
    ...{ width, height, iccProfile },
    pageCount: 1,
    channels: 4,
    bytesPerSample: 1,
    hasAlpha: true,
    isTurned: false,
    exif: undefined,
    space: 'rgb',
    isSequentialJpeg: false,
  };
}
