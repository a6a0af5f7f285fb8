import { corrupt } from '../errors.ts';
import type { MediaType } from '../media-type.ts';
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
  const place = { mediaType: 'image/bmp', headerAt, pixelsAt, isIcon: false } as const;
  return bitmapStill('image/bmp', bytes, readBitmapHeader(file, place));
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
