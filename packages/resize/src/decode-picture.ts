import type { Deadline } from './deadline.ts';
import { decodeHeic } from './decode-heic.ts';
import { describeWarning, refuseOnFailure } from './decoder-errors.ts';
import { ImageError } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Size } from './plan-resize.ts';
import type { RawImage } from './raw-image.ts';
import type { Inspection } from './read-dimensions.ts';
import { decodePixels, toSrgb } from './sharp-pixels.ts';
import type { FailOn, Header } from './sharp-pixels.ts';

export interface DecodedPicture {
  readonly pixels: RawImage;
  /** The strictness that the picture passed. */
  readonly failOn: FailOn;
  /** What the decoder complained of, when that was no reason to refuse. */
  readonly warning?: string;
}

/**
 * Decodes a picture that has been inspected, to exactly `size`. A mere warning of the decoder is
 * tolerated and told; missing or damaged pixels are not.
 * @throws ImageError `corrupt`, `unsupported-feature` or `too-slow`
 */
export async function decodePicture(
  bytes: Uint8Array,
  inspection: Inspection,
  size: Size,
  { limits, deadline }: { readonly limits: Limits; readonly deadline: Deadline },
): Promise<DecodedPicture> {
  const { mediaType } = inspection;
  const { maxPixels, timeoutMs } = limits;
  const refuse = <T>(decoding: Promise<T>) => refuseOnFailure(decoding, { mediaType, timeoutMs });
  const source = await refuse(toDecodable(bytes, inspection, maxPixels, deadline.signal));
  const lateProfile = lateProfileOf(inspection.header, size);
  const ignoreIcc = lateProfile !== undefined;
  const decode = async (failOn: FailOn) => {
    const pixels = await refuse(
      decodePixels(source, size, { failOn, maxPixels, deadline, ignoreIcc }),
    );
    return lateProfile === undefined ? pixels : toSrgb(pixels, lateProfile);
  };
  try {
    return { pixels: await decode('warning'), failOn: 'warning' };
  } catch (error) {
    if (!(error instanceof ImageError) || error.code !== 'corrupt') throw error;
    return { pixels: await decode('error'), failOn: 'error', warning: describeWarning(error) };
  }
}

/**
 * Colours are converted pixel by pixel, at about the cost of decoding: after the scaling there are
 * far fewer of them. What has alpha, other channels or more bits is converted by the decoder.
 */
function lateProfileOf(
  { width, height, isPlainRgb, iccProfile }: Header,
  size: Size,
): Uint8Array | undefined {
  const isShrunk = width * height > 2 * size.width * size.height;
  return isShrunk && isPlainRgb ? iccProfile : undefined;
}

async function toDecodable(
  bytes: Uint8Array,
  { mediaType, header }: Inspection,
  maxPixels: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (mediaType !== 'image/heic') return bytes;
  return decodeHeic({ bytes, maxPixels, iccProfile: header.iccProfile }, signal);
}
