import { refuseOnFailure } from './decoder-errors.ts';
import { ImageError } from './errors.ts';
import type { ImageErrorCode } from './errors.ts';
import { pixelAllowance, resolveLimits } from './limits.ts';
import type { Limits, PixelCost } from './limits.ts';
import { refuseExcluded, requireAllowedType } from './media-type.ts';
import type { MediaType } from './media-type.ts';
import { prepareStill } from './prepare-still.ts';
import { readHeader } from './sharp-pixels.ts';
import type { Header } from './sharp-pixels.ts';
import type { Still, StillDecoder } from './still.ts';

export interface Dimensions {
  readonly mediaType: MediaType;
  /** In pixels, upright: after orientation. */
  readonly width: number;
  readonly height: number;
  /** Frames of a GIF or WebP, pages of a TIFF, otherwise 1. */
  readonly frameCount: number;
  /** What decoding is estimated to take in memory at its peak. */
  readonly decodedByteCount: number;
}

/**
 * Reads a picture's header, and refuses what exceeds a limit; no pixel is decoded.
 * @param excludedTypes types that are refused as `unsupported-type`
 * @throws ImageError with any code but `too-slow`
 * @throws OptionError when a limit is not a positive whole number
 */
export async function readDimensions(
  bytes: Uint8Array,
  limits?: Partial<Limits>,
  excludedTypes: readonly MediaType[] = [],
): Promise<Dimensions> {
  const inspection = await inspect(bytes, resolveLimits(limits), { excludedTypes });
  const { mediaType, header, frameCount, still } = inspection;
  const { width, height } = header;
  return { mediaType, width, height, frameCount, decodedByteCount: peakByteCount(header, still) };
}

/** Measured: libheif holds an image three times, as planes, as RGB and as a copy of that. */
const LIBHEIF_COPIES = 3.4;
/** Measured: of rows and of what is shrunk, at most a quarter of the image is held at once. */
const SEQUENTIAL_JPEG_SHARE = 0.25;

/** Measured: their planes of 32 bits, and what is handed over. */
const BYTES_PER_PIXEL: Partial<Record<StillDecoder, number>> = { 'jxl-oxide': 48, openjpeg: 30 };

function peakByteCount(header: Header, { decoder }: Still): number {
  const { width, height, channels, bytesPerSample, isSequentialJpeg } = header;
  if (decoder === 'libheif') return Math.ceil(LIBHEIF_COPIES * width * height * 3);
  const perPixel = BYTES_PER_PIXEL[decoder];
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
  /** The image will be decoded at its full size. */
  readonly isWhole?: boolean;
}

/** Everything that can be refused before pixels are decoded, cheapest first. */
export async function inspect(
  bytes: Uint8Array,
  limits: Limits,
  { excludedTypes, isWhole = false }: InspectOptions,
): Promise<Inspection> {
  checkByteCount(bytes.length, limits);
  const sniffed = requireAllowedType(bytes, excludedTypes);
  const { timeoutMs } = limits;
  const context = { mediaType: sniffed, timeoutMs };
  const still = await refuseOnFailure(prepareStill(bytes, sniffed), context);
  const { mediaType } = still;
  // A camera raw file that is built as a TIFF is told from one by what it holds.
  refuseExcluded(mediaType, excludedTypes);
  const header =
    still.header ?? (await refuseOnFailure(readHeader(still), { mediaType, timeoutMs }));
  checkHeader(header, limits, costOf({ still, header }, isWhole));
  return { mediaType, still, header, frameCount: still.frameCount ?? header.pageCount };
}

/** @throws ImageError `empty` or `too-large` */
export function checkByteCount(byteCount: number, { maxBytes }: Limits): void {
  if (byteCount === 0) {
    throw new ImageError('empty', { subject: 'file', expected: 'a picture', received: '0 bytes' });
  }
  requireAtMost('too-large', 'byte count', maxBytes, byteCount);
}

/** The kind of decoding that `pixelAllowance` goes by. */
export function costOf(
  { still: { decoder }, header }: Pick<Inspection, 'still' | 'header'>,
  isWhole = false,
): PixelCost {
  if (decoder === 'jxl-oxide' || decoder === 'openjpeg') return decoder;
  if (decoder === 'resvg') return isWhole ? 'whole-drawing' : 'scaled-drawing';
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

/** For what needs all frames: an animated rendition. */
export function checkFrameCount(frameCount: number, { maxFrames }: Limits): void {
  requireAtMost('too-many-frames', 'frame count', maxFrames, frameCount);
}

/** @param shape how the pixels come about, e.g. `60000 × 60000` */
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
