/** Bytes that are read by offset, so that a large file need not be in memory for a part of it. */
export interface ByteSource {
  readonly byteCount: number;
  /** Fewer bytes than asked for where the source ends. */
  read(offset: number, byteCount: number): Promise<Uint8Array>;
}

export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  byteCount: bytes.length,
  read: (offset, byteCount) => Promise.resolve(bytes.subarray(offset, offset + byteCount)),
});

/** @returns undefined where the source ends before the last byte asked for */
export async function readExactly(
  source: ByteSource,
  offset: number,
  byteCount: number,
): Promise<Buffer | undefined> {
  if (offset < 0 || offset + byteCount > source.byteCount) return undefined;
  const bytes = await source.read(offset, byteCount);
  return bytes.length < byteCount
    ? undefined
    : Buffer.from(bytes.buffer, bytes.byteOffset, byteCount);
}
