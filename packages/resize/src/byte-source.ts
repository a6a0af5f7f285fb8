/** A file that is read in parts by offset, so that large files need not be in memory. */
export interface ByteSource {
  readonly byteCount: number;
  /** Resolves to fewer bytes than requested at the end of the source. */
  read(offset: number, byteCount: number): Promise<Uint8Array>;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    byteCount: bytes.length,
    read: (offset, byteCount) => Promise.resolve(bytes.subarray(offset, offset + byteCount)),
  };
}

/** @returns undefined if the source ends before the requested bytes do */
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
