/** W3C PNG, third edition, 5.3: length, type, data, CRC. */
export interface PngChunk {
  readonly type: string;
  /** Offset of the chunk, that is of its length. */
  readonly start: number;
  /** Offset after its CRC. */
  readonly end: number;
  readonly data: Buffer;
}

const SIGNATURE_BYTES = 8;
/** Length, type and CRC. */
const CHUNK_OVERHEAD_BYTES = 12;

/** The chunks up to IEND, or to the last one that is there in whole. */
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
