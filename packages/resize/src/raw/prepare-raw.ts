import type { ByteSource } from '../byte-source.ts';
import { unsupportedFeature } from '../errors.ts';
import { prepareJpeg } from '../jpeg/prepare-jpeg.ts';
import { withOrientation } from '../jpeg/with-orientation.ts';
import type { Still } from '../still.ts';
import { findRawPreview } from './find-raw-preview.ts';
import type { RawFile } from './raw-file.ts';

/**
 * Prepares the largest JPEG in a camera raw file, with the orientation of the raw file.
 * @throws ImageError `unsupported-feature` if there is none
 */
export async function prepareRaw(source: ByteSource, file: RawFile): Promise<Still> {
  const { mediaType, orientation } = file;
  const preview = await findRawPreview(source, file);
  if (!preview) {
    throw unsupportedFeature(mediaType, 'camera raw without an embedded preview');
  }
  const isKnown = orientation !== undefined && orientation >= 1 && orientation <= 8;
  const bytes = isKnown ? withOrientation(preview.bytes, orientation) : preview.bytes;
  return { ...prepareJpeg(bytes), mediaType, frameCount: 1 };
}
