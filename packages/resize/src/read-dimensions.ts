import { rejectOnFailure } from './decoder-errors.ts';
import { ImageError, type ImageErrorCode } from './errors.ts';
import { type Limits, pixelAllowance, type PixelCost, resolveLimits } from './limits.ts';
import { type MediaType, rejectExcluded, requireAllowedType } from './media-type.ts';
import { prepareStill } from './prepare-still.ts';
import { type Header, readHeader } from './sharp-pixels.ts';
import type { Still } from './still.ts';

export interface Dimensions {
  readonly mediaType: MediaType;
  /** Width in pixels, after the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** Number of frames of a GIF or WebP, or pages of a TIFF; otherwise 1. */
  readonly frameCount: number;
  /** Estimated peak memory of decoding the image, in bytes. */
  readonly decodedByteCount: number;
}

/**
 * Reads an image's header, and rejects what exceeds a limit. It decodes no pixel.
 * @param excludedTypes types that are rejected as `unsupported-type`
 * @throws ImageError with any code but `too-slow`
 * @throws OptionError if a limit is not a positive whole number
 */
export async function readDimensions(
  bytes: Uint8Array,
  limits?: Partial<Limits>,
  excludedTypes: readonly MediaType[] = [],
): Promise<Dimensions> {
  const inspection = await inspect(bytes, resolveLimits(limits), { excludedTypes });
  const { mediaType, header, frameCount } = inspection;
  const { width, height } = header;
  return { mediaType, width, height, frameCount, decodedByteCount: peakByteCount(inspection) };
}

/** Measured: libheif keeps an image three times, as planes, as RGB and as a copy. */
const LIBHEIF_COPIES = 3.4;
/**
 * Measured: at most a quarter of the image is in memory at once, because rows are shrunk as they
 * are decoded.
 */
const SEQUENTIAL_JPEG_SHARE = 0.25;

/**
 * Measured: planes of 32 bits per channel, and the output. An AVIF is in memory several times;
 * with more than 8 bits per sample, twice the bytes are assumed.
 */
const BYTES_PER_PIXEL: Partial<Record<NonNullable<PixelCost>, number>> = {
  'jxl-oxide': 48,
  openjpeg: 30,
  'openjpeg-with-four-channels': 42,
  avif: 19,
  'deep-avif': 38,
};

/** Estimates the peak memory of decoding an image, in bytes. */
export function peakByteCount({ header, still }: Inspection): number {
  const { decoder } = still;
  const { width, height, channels, bytesPerSample, isSequentialJpeg } = header;
  if (decoder === 'libheif') return Math.ceil(LIBHEIF_COPIES * width * height * 3);
  const cost = costOf({ still, header });
  const perPixel = cost && BYTES_PER_PIXEL[cost];
  if (perPixel !== undefined) return perPixel * width * height;
  const wholeByteCount = width * height * channels * bytesPerSample;
  if (decoder === 'tiff-samples' || decoder === 'bitmap') return 2 * wholeByteCount;
  return isSequentialJpeg ? Math.ceil(wholeByteCount * SEQUENTIAL_JPEG_SHARE) : wholeByteCount;
}

export interface Inspection {
  readonly mediaType: MediaType;
  readonly still: Still;
  readonly header: Header;
  readonly frameCount: number;
}

interface InspectOptions {
  readonly excludedTypes: readonly MediaType[];
  /** True if the image will be decoded at its full size. */
  readonly isWhole?: boolean;
}

/** Checks everything that can be checked before pixels are decoded, cheapest first. */
export async function inspect(
  bytes: Uint8Array,
  limits: Limits,
  { excludedTypes, isWhole = false }: InspectOptions,
): Promise<Inspection> {
  checkByteCount(bytes.length, limits);
  const sniffed = requireAllowedType(bytes, excludedTypes);
  const { timeoutMs } = limits;
  const context = { mediaType: sniffed, timeoutMs };
  const still = await rejectOnFailure(prepareStill(bytes, sniffed), context);
  const { mediaType } = still;
  // Only its contents distinguish a raw file that is based on TIFF from a TIFF.
  rejectExcluded(mediaType, excludedTypes);
  const header =
    still.header ?? (await rejectOnFailure(readHeader(still), { mediaType, timeoutMs }));
  checkHeader(header, limits, costOf({ still, header }, isWhole));
  return { mediaType, still, header, frameCount: still.frameCount ?? header.pageCount };
}

/** @throws ImageError `empty` or `too-large` */
export function checkByteCount(byteCount: number, { maxBytes }: Limits): void {
  if (byteCount === 0) {
    throw new ImageError('empty', { subject: 'file', expected: 'an image', received: '0 bytes' });
  }
  requireAtMost('too-large', 'byte count', maxBytes, byteCount);
}

/** Returns the kind of decoding, on which `pixelAllowance` depends. */
export function costOf(
  { still: { decoder, mediaType }, header }: Pick<Inspection, 'still' | 'header'>,
  isWhole = false,
): PixelCost {
  if (decoder === 'jxl-oxide') return decoder;
  if (decoder === 'openjpeg') return header.channels > 3 ? 'openjpeg-with-four-channels' : decoder;
  if (decoder === 'resvg') return isWhole ? 'whole-drawing' : 'scaled-drawing';
  if (mediaType === 'image/avif') return header.bytesPerSample > 1 ? 'deep-avif' : 'avif';
  return header.isSequentialJpeg && !isWhole ? 'sequential-jpeg' : undefined;
}

function checkHeader(header: Header, limits: Limits, cost: PixelCost): void {
  const { maxSidePixels, maxChannels } = limits;
  const { width, height, channels } = header;
  const allowance = pixelAllowance(limits, cost);
  checkPixels(`${width} × ${height}`, width * height, allowance);
  requireAtMost('too-many-pixels', 'longer side', maxSidePixels, Math.max(width, height));
  requireAtMost('too-many-channels', 'channel count', maxChannels, channels);
}

/** Checks the frame count of an animated rendition, which needs all frames. */
export function checkFrameCount(frameCount: number, { maxFrames }: Limits): void {
  requireAtMost('too-many-frames', 'frame count', maxFrames, frameCount);
}

/** @param shape dimensions for the error message, such as `60000 × 60000` */
export function checkPixels(shape: string, pixelCount: number, maxPixels: number): void {
  requireAtMost('too-many-pixels', 'pixel count', maxPixels, pixelCount, ` (${shape})`);
}

function requireAtMost(
  code: ImageErrorCode,
  subject: string,
  most: number,
  received: number,
  detail = '',
): void {
  if (received <= most) return;
  throw new ImageError(code, {
    subject,
    expected: `at most ${most}`,
    received: `${received}${detail}`,
  });
}
