/** A chunk: length, type, data, CRC (W3C PNG, third edition, 5.3). */
export interface PngChunk {
  readonly type: string;
  /** Offset of the chunk's length field. */
  readonly start: number;
  /** Offset after its CRC. */
  readonly end: number;
  readonly data: Buffer;
}

const SIGNATURE_BYTES = 8;
/** Bytes of length, type and CRC. */
const CHUNK_OVERHEAD_BYTES = 12;

/** Yields the chunks up to IEND, or up to the last complete one. */
export function* pngChunks(bytes: Buffer): Generator<PngChunk> {
  for (let start = SIGNATURE_BYTES; start + CHUNK_OVERHEAD_BYTES <= bytes.length;) {
    const length = bytes.readUInt32BE(start);
    const end = start + CHUNK_OVERHEAD_BYTES + length;
    if (end > bytes.length) return;
    const type = bytes.toString('latin1', start + 4, start + 8);
    yield { type, start, end, data: bytes.subarray(start + 8, end - 4) };
    if (type === 'IEND') return;
    start = end;
  }
}
