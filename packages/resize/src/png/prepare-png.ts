import { unsupportedFeature } from '../errors.ts';
import type { Still } from '../still.ts';
import { pngChunks } from './png-chunks.ts';
import { pngColorCoding } from './png-color-coding.ts';
import { repairPng } from './repair-png.ts';

/**
 * Prepares a PNG: repairs faults that affect no pixel, and reads the colours from its chunks.
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
