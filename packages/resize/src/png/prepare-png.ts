import { unsupportedFeature } from '../errors.ts';
import type { Still } from '../still.ts';
import { pngChunks } from './png-chunks.ts';
import { pngColorCoding } from './png-color-coding.ts';
import { repairPng } from './repair-png.ts';

/**
 * A PNG, set right where no pixel is lost by it, with what its chunks say of its colours.
 * @throws ImageError `unsupported-feature`
 */
export function preparePng(file: Uint8Array): Still {
  const { bytes, warning } = repairPng(file);
  const chunks = [...pngChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))];
  if (chunks[0]?.type === 'CgBI') throw unsupportedFeature('image/png', 'iOS-optimised PNG');
  return {
    mediaType: 'image/png',
    bytes,
    decoder: 'sharp',
    colorCoding: pngColorCoding(chunks),
    ...(warning === undefined ? {} : { warning }),
  };
}
