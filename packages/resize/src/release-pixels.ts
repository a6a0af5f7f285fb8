import type { RawImage } from './raw-image.ts';

/** Smaller buffers may be parts of Node's pool, and releasing them saves little. */
const MIN_BYTES = 64 * 1024;

/**
 * Frees the memory of pixels that nobody uses any more. Otherwise V8 searches its whole heap after
 * each 64 MB of pixels, because it does not know how long buffers outside of its heap are used.
 */
export function releasePixels({ data }: RawImage): void {
  const { buffer } = data;
  if (buffer.byteLength < MIN_BYTES || buffer.byteLength !== data.byteLength) return;
  // The memory belongs to the new buffer, of no length, and the old one has none.
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
