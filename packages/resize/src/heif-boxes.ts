/** The boxes (ISO/IEC 14496-12) that hold a HEIF picture's description and its pixels. */
const ESSENTIAL_BOXES: readonly string[] = ['meta', 'mdat'];

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/**
 * Whether a HEIF file ends before its boxes do. The decoders themselves fill in what little is
 * missing at the end, and give a picture that is grey or shifted there. What cameras append after
 * the last box is no fault.
 */
export function endsTooEarly(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const size = boxSize(bytes, at);
    if (size < HEADER_BYTES) return false;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (at + size > bytes.length) return ESSENTIAL_BOXES.includes(type);
    at += size;
  }
  return false;
}

/** Size 0 means "to the end of the file"; size 1, that 64 bits follow the type. */
function boxSize(bytes: Buffer, at: number): number {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return bytes.length - at;
  if (size !== 1 || at + LARGE_HEADER_BYTES > bytes.length) return size;
  return Number(bytes.readBigUInt64BE(at + HEADER_BYTES));
}
