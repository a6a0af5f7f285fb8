import { boxesOf } from './boxes.ts';

/** The boxes (ISO/IEC 14496-12) that contain the description and the pixels of a HEIF image. */
const ESSENTIAL_BOXES: readonly string[] = ['meta', 'mdat'];

/**
 * Returns true if a HEIF file ends before its boxes do. The decoders fill in missing data at the
 * end, so that the image is grey or shifted there. Bytes that cameras append after the last box are
 * no fault.
 */
export function endsTooEarly(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  for (const { type, isCutOff } of boxesOf(bytes)) {
    if (isCutOff) return ESSENTIAL_BOXES.includes(type);
  }
  return false;
}
