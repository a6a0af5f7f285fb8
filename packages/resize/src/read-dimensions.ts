import { corrupt, refuseOnFailure } from './decoder-errors.ts';
import { ImageError } from './errors.ts';
import type { ImageErrorCode } from './errors.ts';
import { endsTooEarly } from './heif-boxes.ts';
import { resolveLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { requireAllowedType, unsupportedType } from './media-type.ts';
import type { MediaType } from './media-type.ts';
import { readHeader } from './sharp-pixels.ts';
import type { Header } from './sharp-pixels.ts';

export interface Dimensions {
  readonly mediaType: MediaType;
  /** In pixels, upright: after orientation. */
  readonly width: number;
  readonly height: number;
  /** Frames of a GIF or WebP, pages of a TIFF, otherwise 1. */
  readonly frameCount: number;
  /** What one frame takes in memory when it is fully decoded. */
  readonly decodedByteCount: number;
}

/**
 * Reads a picture's header, and refuses what exceeds a limit; no pixel is decoded.
 * @throws ImageError with any code but `too-slow`
 * @throws OptionError when a limit is not a positive whole number
 */
export async function readDimensions(
  bytes: Uint8Array,
  limits?: Partial<Limits>,
): Promise<Dimensions> {
  const { mediaType, header, frameCount } = await inspect(bytes, resolveLimits(limits));
  const { width, height, channels, bytesPerSample } = header;
  const decodedByteCount = width * height * channels * bytesPerSample;
  return { mediaType, width, height, frameCount, decodedByteCount };
}

export interface Inspection {
  readonly mediaType: MediaType;
  readonly header: Header;
  readonly frameCount: number;
}

/** Everything that can be refused before pixels are decoded, cheapest first. */
export async function inspect(bytes: Uint8Array, limits: Limits): Promise<Inspection> {
  checkByteCount(bytes.length, limits);
  const sniffed = requireAllowedType(bytes);
  const { timeoutMs } = limits;
  if (isHeif(sniffed) && endsTooEarly(bytes)) throw corrupt(sniffed);
  const header = await refuseOnFailure(readHeader(bytes), { mediaType: sniffed, timeoutMs });
  checkHeader(header, limits);
  const mediaType = header.format === 'heif' ? heifType(header) : sniffed;
  return { mediaType, header, frameCount: header.format === 'heif' ? 1 : header.pageCount };
}

/** @throws ImageError `empty` or `too-large` */
export function checkByteCount(byteCount: number, { maxBytes }: Limits): void {
  if (byteCount === 0) {
    throw new ImageError('empty', { subject: 'file', expected: 'a picture', received: '0 bytes' });
  }
  requireAtMost('too-large', 'byte count', maxBytes, byteCount);
}

function checkHeader(header: Header, limits: Limits): void {
  const { maxPixels, maxSidePixels, maxFrames, maxChannels } = limits;
  const { width, height, pageCount, channels } = header;
  checkPixels(`${width} × ${height}`, width * height, maxPixels);
  requireAtMost('too-many-pixels', 'longer side', maxSidePixels, Math.max(width, height));
  requireAtMost('too-many-frames', 'frame count', maxFrames, pageCount);
  requireAtMost('too-many-channels', 'channel count', maxChannels, channels);
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

const isHeif = (mediaType: MediaType): boolean =>
  mediaType === 'image/avif' || mediaType === 'image/heic';

/** Brands may name several codecs; what the primary picture is coded with decides. */
function heifType({ compression = 'unknown' }: Header): MediaType {
  if (compression === 'av1') return 'image/avif';
  if (compression === 'hevc') return 'image/heic';
  throw unsupportedType(`a HEIF picture with ${compression} compression`);
}
