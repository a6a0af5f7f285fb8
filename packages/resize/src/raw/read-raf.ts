import { type ByteSource, readExactly } from '../byte-source.ts';
import type { RawFile } from './raw-file.ts';

/** Offset in Fujifilm's big-endian header of the preview's offset and size. */
const PREVIEW_AT = 84;

/**
 * Reads a RAF. Its preview is a complete JPEG with the camera's EXIF, including the orientation.
 */
export async function readRaf(source: ByteSource): Promise<RawFile> {
  const place = await readExactly(source, PREVIEW_AT, 8);
  const places = place ? [{ offset: place.readUInt32BE(0), byteCount: place.readUInt32BE(4) }] : [];
  return { mediaType: 'image/x-fuji-raf', orientation: undefined, places };
}
