import sharp from 'sharp';
import { RekognitionError } from './errors.ts';

/** The maximum length of `Bytes`, 5 MB: `ImageBlob` in Rekognition's API Reference. */
export const MAX_IMAGE_BYTE_COUNT = 5_242_880;

/**
 * Limits of DetectLabels and DetectModerationLabels from "Guidelines and quotas in Amazon
 * Rekognition".
 */
const MIN_SIDE_PIXELS = 80;
const MAX_SIDE_PIXELS = 10_000;
export const MAX_PIXELS = MAX_SIDE_PIXELS ** 2;

const FORMATS = [
  { name: 'jpeg', start: Buffer.from([0xff, 0xd8, 0xff]), end: Buffer.from([0xff, 0xd9]) },
  { name: 'png', start: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), end: Buffer.from('IEND') },
] as const;

/** The format and the dimensions after applying the EXIF orientation. */
export interface ImageHeader {
  readonly format: (typeof FORMATS)[number]['name'];
  readonly width: number;
  readonly height: number;
}

/** Creates the error for an image that cannot be read. */
export function invalidImageFormat(cause?: unknown): RekognitionError {
  return new RekognitionError('InvalidImageFormatException', 'Request has invalid image format', {
    cause,
  });
}

/**
 * Detects the format. The end marker of a complete file is in its second half: that of an embedded
 * thumbnail comes earlier, and cameras may append data after the file's own.
 */
function formatOf(bytes: Buffer): ImageHeader['format'] {
  const format = FORMATS.find(({ start }) => bytes.subarray(0, start.length).equals(start));
  if (format === undefined || bytes.lastIndexOf(format.end) < bytes.length / 2) {
    throw invalidImageFormat();
  }
  return format.name;
}

function checkSides({ width, height }: ImageHeader): void {
  if (Math.min(width, height) < MIN_SIDE_PIXELS) {
    throw new RekognitionError(
      'InvalidParameterException',
      `Request has invalid parameters: expected sides of at least ${MIN_SIDE_PIXELS} pixels but received ${width} x ${height}`,
    );
  }
  if (Math.max(width, height) > MAX_SIDE_PIXELS) {
    throw new RekognitionError(
      'ImageTooLargeException',
      `Input image dimensions ${width} x ${height} exceed maximum dimension size of ${MAX_SIDE_PIXELS} pixels`,
    );
  }
}

async function readSides(bytes: Buffer): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return autoOrient;
  } catch (cause) {
    throw invalidImageFormat(cause);
  }
}

/**
 * Validates everything that does not require decoding pixels: size, type, completeness and
 * dimensions.
 * @throws RekognitionError ImageTooLargeException, InvalidImageFormatException,
 * InvalidParameterException
 */
export async function readImageHeader(bytes: Buffer): Promise<ImageHeader> {
  if (bytes.length > MAX_IMAGE_BYTE_COUNT) {
    throw new RekognitionError(
      'ImageTooLargeException',
      `Image size is too large: expected at most ${MAX_IMAGE_BYTE_COUNT} bytes but received ${bytes.length}`,
    );
  }
  const header = { format: formatOf(bytes), ...(await readSides(bytes)) };
  checkSides(header);
  return header;
}
