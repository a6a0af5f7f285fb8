/** A box of ISO/IEC 14496-12, section 4.2. */
export interface Box {
  readonly type: string;
  /** The bytes after the box's size and type. */
  readonly body: Buffer;
  /** Offset after the box. */
  readonly end: number;
  /** True if the file ends before the box does; `body` is then truncated. */
  readonly isCutOff: boolean;
}

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** Yields consecutive boxes, up to the first bytes that are no box. */
export function* boxesOf(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const { size, headerBytes } = boxSize(bytes, at);
    if (size < headerBytes) return;
    const end = at + size;
    const type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + headerBytes, end);
    yield { type, body, end, isCutOff: end > bytes.length };
    at = end;
  }
}

/**
 * Size 0 means that the box extends to the end of the file. Size 1 means that a 64-bit size follows
 * the type.
 */
function boxSize(bytes: Buffer, at: number) {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return { size: bytes.length - at, headerBytes: HEADER_BYTES };
  if (size !== 1 || at + LARGE_HEADER_BYTES > bytes.length) {
    return { size, headerBytes: HEADER_BYTES };
  }
  const large = Number(bytes.readBigUInt64BE(at + HEADER_BYTES));
  return { size: large, headerBytes: LARGE_HEADER_BYTES };
}

/** Reads big-endian numbers in order; beyond the end it returns 0. */
export class BoxReader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /**
   * Reads a number of 1 to 6 or 8 bytes. It returns 0 for other sizes, which these boxes do not use
   * for numbers.
   */
  number(byteCount: number): number {
    const from = this.at;
    this.at += byteCount;
    if (this.at > this.bytes.length) return 0;
    if (byteCount === 8) return Number(this.bytes.readBigUInt64BE(from));
    return byteCount >= 1 && byteCount <= 6 ? this.bytes.readUIntBE(from, byteCount) : 0;
  }

  /** Reads four characters, such as an item's type. */
  code(): string {
    this.at += 4;
    return this.bytes.toString('latin1', this.at - 4, this.at);
  }

  /** Reads the version and flags of a full box. */
  fullBox(): { readonly version: number; readonly flags: number } {
    return { version: this.number(1), flags: this.number(3) };
  }

  rest(): Buffer {
    return this.bytes.subarray(this.at);
  }
}
