import sharp from 'sharp';
import { RekognitionError } from './errors.ts';

/** `Bytes` hold at most 5 MB: the `ImageBlob` of Rekognition's API. */
export const MAX_IMAGE_BYTE_COUNT = 5_242_880;

/** "Guidelines and quotas in Amazon Rekognition", for DetectLabels and DetectModerationLabels. */
const MIN_SIDE_PIXELS = 80;
const MAX_SIDE_PIXELS = 10_000;
export const MAX_PIXELS = MAX_SIDE_PIXELS ** 2;

const FORMATS = [
  { name: 'jpeg', start: Buffer.from([0xff, 0xd8, 0xff]), end: Buffer.from([0xff, 0xd9]) },
  { name: 'png', start: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), end: Buffer.from('IEND') },
] as const;

/** What the header tells; sides are as the picture is shown, EXIF orientation applied. */
export interface ImageHeader {
  readonly format: (typeof FORMATS)[number]['name'];
  readonly width: number;
  readonly height: number;
}

/** @throws RekognitionError InvalidImageFormatException, with the cause. */
export const invalidImageFormat = (cause?: unknown): RekognitionError =>
  new RekognitionError('InvalidImageFormatException', 'Request has invalid image format', {
    cause,
  });

/**
 * A whole file has its end marker in its second half: an embedded thumbnail's lies before, and
 * cameras append data after it.
 */
const formatOf = (bytes: Buffer): ImageHeader['format'] => {
  const format = FORMATS.find(({ start }) => bytes.subarray(0, start.length).equals(start));
  if (format === undefined || bytes.lastIndexOf(format.end) < bytes.length / 2) {
    throw invalidImageFormat();
  }
  return format.name;
};

const checkSides = ({ width, height }: ImageHeader): void => {
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
};

const readSides = async (bytes: Buffer): Promise<{ width: number; height: number }> => {
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return autoOrient;
  } catch (cause) {
    throw invalidImageFormat(cause);
  }
};

/**
 * Checks what can be checked without decoding pixels: size, type by the bytes, wholeness, sides.
 * @throws RekognitionError ImageTooLargeException, InvalidImageFormatException, InvalidParameterException
 */
export const readImageHeader = async (bytes: Buffer): Promise<ImageHeader> => {
  if (bytes.length > MAX_IMAGE_BYTE_COUNT) {
    throw new RekognitionError(
      'ImageTooLargeException',
      `Image size is too large: expected at most ${MAX_IMAGE_BYTE_COUNT} bytes but received ${bytes.length}`,
    );
  }
  const header = { format: formatOf(bytes), ...(await readSides(bytes)) };
  checkSides(header);
  return header;
};
