import { unsupportedFeature } from '../errors.ts';
import type { Still } from '../still.ts';
import { describeJpegMetadata } from './describe-jpeg-metadata.ts';
import { type JpegFrame, readJpegFrame } from './jpeg-markers.ts';

/**
 * Prepares a JPEG. It goes to its decoder unchanged, unless its coding process is unsupported.
 * @throws ImageError `unsupported-feature`
 */
export function prepareJpeg(file: Uint8Array): Still {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const frame = readJpegFrame(bytes);
  const variant = frame && undecodable(frame);
  if (variant) throw unsupportedFeature('image/jpeg', variant);
  const warning = describeJpegMetadata(bytes).join('; ');
  return {
    mediaType: 'image/jpeg',
    bytes: file,
    decoder: 'sharp',
    ...(warning === '' ? {} : { warning }),
  };
}

/** The lossless process (ITU-T T.81, table B.1). */
const LOSSLESS = 0xc3;
const LOSSLESS_ARITHMETIC = 0xcb;
const HIERARCHICAL: readonly number[] = [0xc5, 0xc6, 0xc7, 0xcd, 0xce, 0xcf];
const JPEG_LS = 0xf7;
/** Numbers of components of grey, of YCbCr or RGB, and of CMYK or YCCK. */
const COMPONENT_COUNTS: readonly number[] = [1, 3, 4];

function undecodable({ marker, precision, height, componentCount }: JpegFrame): string | undefined {
  if (marker === JPEG_LS) return 'JPEG-LS';
  if (marker === LOSSLESS_ARITHMETIC) return 'lossless JPEG with arithmetic coding';
  if (HIERARCHICAL.includes(marker)) return 'hierarchical JPEG';
  if (precision !== 8) {
    return `${marker === LOSSLESS ? 'lossless JPEG' : 'JPEG'} with ${precision} bits per sample`;
  }
  if (height === 0) return 'JPEG with DNL';
  return COMPONENT_COUNTS.includes(componentCount)
    ? undefined
    : `JPEG with ${componentCount} components`;
}
