import { vi } from 'vitest';

/**
 * Records how many bytes each buffer has that is freed at once, without V8's garbage collection.
 * `vi.restoreAllMocks()` ends it.
 */
export function recordFreedBuffers(): number[] {
  const { transfer } = ArrayBuffer.prototype;
  const byteCounts: number[] = [];
  vi.spyOn(ArrayBuffer.prototype, 'transfer').mockImplementation(function (
    this: ArrayBuffer,
    length?: number,
  ) {
    byteCounts.push(this.byteLength);
    return transfer.call(this, length);
  });
  return byteCounts;
}
