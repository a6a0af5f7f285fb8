/** The size of the pieces in which Node reads a socket. Smaller buffers save little. */
const MIN_BYTES = 64 * 1024;

/**
 * Frees the memory of a body's chunks after they are written. V8 would keep it until it searches its
 * whole heap.
 * @param chunks in the order of the body. Several may be parts of one buffer. The buffer of the last
 * chunk is kept, because its rest may not be read yet.
 */
export function releaseChunks(chunks: readonly Buffer[]): void {
  const last = chunks.at(-1)?.buffer;
  for (const { buffer, byteLength } of chunks) {
    if (buffer === last || buffer.byteLength < MIN_BYTES) continue;
    // Node's pool for small buffers, which cannot be freed: such a buffer has less than half of it.
    if (byteLength < buffer.byteLength / 2) continue;
    // The memory belongs to the new buffer, of no length, and the old one has none.
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  }
}
