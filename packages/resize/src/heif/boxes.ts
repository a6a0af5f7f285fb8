/** A box of ISO/IEC 14496-12, section 4.2. */
export interface Box {
  readonly type: string;
  /** What follows the box's size and type. */
  readonly body: Buffer;
  /** Offset after the box. */
  readonly end: number;
  /** The file ends before the box does; `body` is what there is of it. */
  readonly isCutOff: boolean;
}

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** The boxes that lie one after another; what is no box ends them. */
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

/** Size 0 means "to the end of the file"; size 1, that 64 bits follow the type. */
function boxSize(bytes: Buffer, at: number) {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return { size: bytes.length - at, headerBytes: HEADER_BYTES };
  if (size !== 1 || at + LARGE_HEADER_BYTES > bytes.length) {
    return { size, headerBytes: HEADER_BYTES };
  }
  const large = Number(bytes.readBigUInt64BE(at + HEADER_BYTES));
  return { size: large, headerBytes: LARGE_HEADER_BYTES };
}

/** Reads big-endian numbers in order; beyond the end they are 0. */
export class BoxReader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Of 1 to 6 or 8 bytes; of another size there is no number in these boxes, and it is 0. */
  number(byteCount: number): number {
    const from = this.at;
    this.at += byteCount;
    if (this.at > this.bytes.length) return 0;
    if (byteCount === 8) return Number(this.bytes.readBigUInt64BE(from));
    return byteCount >= 1 && byteCount <= 6 ? this.bytes.readUIntBE(from, byteCount) : 0;
  }

  /** Four characters, e.g. an item's type. */
  code(): string {
    this.at += 4;
    return this.bytes.toString('latin1', this.at - 4, this.at);
  }

  /** Version and flags of a full box. */
  fullBox(): { readonly version: number; readonly flags: number } {
    return { version: this.number(1), flags: this.number(3) };
  }

  rest(): Buffer {
    return this.bytes.subarray(this.at);
  }
}
