import { boxesOf } from './boxes.ts';

/** The boxes (ISO/IEC 14496-12) that hold a HEIF image's description and its pixels. */
const ESSENTIAL_BOXES: readonly string[] = ['meta', 'mdat'];

/**
 * Whether a HEIF file ends before its boxes do. The decoders themselves fill in what little is
 * missing at the end, and give an image that is grey or shifted there. What cameras append after
 * the last box is no fault.
 */
export function endsTooEarly(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  for (const { type, isCutOff } of boxesOf(bytes)) {
    if (isCutOff) return ESSENTIAL_BOXES.includes(type);
  }
  return false;
}
