/** Smaller buffers may be parts of Node's pool, and releasing them saves little. */
const MIN_BYTES = 64 * 1024;

/**
 * Frees the memory of bytes that nobody uses any more: neither this process nor a decoder that was
 * started with them. The array is empty afterwards. Otherwise V8 searches its whole heap after each
 * 64 MB of buffers, because it does not know how long buffers outside of its heap are used. Parts of
 * larger buffers are kept, because others may use the rest.
 */
export function releaseBytes({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < MIN_BYTES || buffer.byteLength !== byteLength) return;
  // The memory belongs to the new buffer, of no length, and the old one has none.
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
