import { corrupt } from '../errors.ts';
import type { Still } from '../still.ts';
import { readJxlHeader } from './read-jxl-header.ts';

/**
 * Prepares a JPEG XL image, or the first frame of an animation.
 * @throws ImageError `corrupt`
 */
export function prepareJxl(bytes: Uint8Array): Still {
  const size = readJxlHeader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  if (!size) throw corrupt('image/jxl');
  return {
    mediaType: 'image/jxl',
    bytes,
    decoder: 'jxl-oxide',
    frameCount: 1,
    header: {
      ...size,
      pageCount: 1,
      channels: 4,
      bytesPerSample: 1,
      hasAlpha: true,
      isTurned: false,
      iccProfile: undefined,
      exif: undefined,
      space: 'rgb',
      isSequentialJpeg: false,
    },
  };
}
