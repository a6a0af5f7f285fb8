import { type ColorCoding, isSrgb } from './color/color-coding.ts';
import { inksToRgb } from './color/inks-to-rgb.ts';
import type { Deadline } from './deadline.ts';
import { decodeTolerantly } from './decode-tolerantly.ts';
import { rejectOnFailure } from './decoder-errors.ts';
import { describeBadMetadata, isIcc } from './describe-bad-metadata.ts';
import { dropOpaqueAlpha } from './drop-opaque-alpha.ts';
import { type Limits, pixelAllowance } from './limits.ts';
import type { Size } from './plan-resize.ts';
import { preparePng } from './png/prepare-png.ts';
import type { DeepImage, RawImage } from './raw-image.ts';
import { costOf, type Inspection } from './read-dimensions.ts';
import {
  decodeDeepPixels,
  decodeInks,
  type DecodeOptions,
  decodePixels,
  decodePremultiplied,
  type FailOn,
  fromRawImage,
  type Header,
  readHeader,
  type Source,
  toSrgb,
} from './sharp-pixels.ts';
import type { Still } from './still.ts';

export interface DecodedImage {
  /** Has an alpha channel only if some pixel is transparent. */
  readonly pixels: RawImage;
  /** The strictness with which the image was decoded. */
  readonly failOn: FailOn;
  /** Describes a fault of the file that was no reason to reject the image. */
  readonly warning?: string;
}

/**
 * Decodes an inspected image to exactly `size`. A fault that affects no pixel becomes a warning;
 * missing or damaged pixels reject the image.
 * @throws ImageError `corrupt`, `unsupported-feature` or `too-slow`
 */
export async function decodeImage(
  inspection: Inspection,
  size: Size,
  { limits, deadline }: { readonly limits: Limits; readonly deadline: Deadline },
): Promise<DecodedImage> {
  const { mediaType, still, header } = inspection;
  const { timeoutMs } = limits;
  const maxPixels = pixelAllowance(limits, costOf(inspection));
  const reject = <T>(decoding: Promise<T>) => rejectOnFailure(decoding, { mediaType, timeoutMs });
  const source = await reject(toSource(still, { size, maxPixels, limits, deadline }));
  const seen = still.decoder === 'jxl-oxide' ? await reject(inspectPng(source)) : { still, header };
  const decoded = await decodeTolerantly(source, (from, failOn) =>
    reject(decodeToSrgb(from, seen, size, { failOn, maxPixels, deadline })),
  );
  const warnings = [still.warning, decoded.warning, ...describeBadMetadata(header)];
  const warning = [...new Set(warnings.filter((text) => text !== undefined))].join('; ');
  return {
    pixels: dropOpaqueAlpha(decoded.result),
    failOn: decoded.failOn,
    ...(warning === '' ? {} : { warning }),
  };
}

/** Reads the header of a PNG that a decoder made, which includes the colours. */
async function inspectPng({ bytes }: Source) {
  const still = preparePng(bytes);
  return { still, header: await readHeader(still) };
}

interface ToSourceOptions {
  /** Size at which a drawing is rendered. */
  readonly size: Size;
  readonly maxPixels: number;
  readonly limits: Limits;
  readonly deadline: Deadline;
}

/** Returns what sharp decodes: the still itself, or the output of another decoder. */
async function toSource(still: Still, options: ToSourceOptions): Promise<Source> {
  const { bytes, decoder, samples, bitmap, jpeg2000, drawing, header } = still;
  const { size, maxPixels } = options;
  const { signal } = options.deadline;
  if (decoder === 'sharp') return still;
  const { decodeInWorker } = await import('./decode-in-worker.ts');
  if (decoder === 'tiff-samples') {
    if (!samples) throw new Error('Expected samples for a TIFF but received none');
    return { bytes: await decodeInWorker({ decoder, bytes, samples }, signal) };
  }
  if (decoder === 'bitmap') {
    if (!bitmap) throw new Error('Expected the layout of a bitmap but received none');
    return { bytes: await decodeInWorker({ decoder, bytes, bitmap }, signal) };
  }
  if (decoder === 'resvg') {
    if (!drawing) throw new Error('Expected a drawing for an SVG but received none');
    const { images, ...rest } = drawing;
    const replacements = await decodeEmbedded(images, options);
    const { replaceImages } = await import('./svg/embedded-images.ts');
    const text = replaceImages(drawing.text, replacements);
    const request = { decoder, drawing: { ...rest, text }, size };
    return { bytes: await decodeInWorker(request, signal) };
  }
  if (decoder === 'jxl-oxide') {
    return { bytes: await decodeInWorker({ decoder, bytes, maxPixels }, signal) };
  }
  if (decoder === 'openjpeg') {
    if (!jpeg2000) throw new Error('Expected the layout of a JPEG 2000 but received none');
    const request = { decoder, bytes, jpeg2000, maxPixels, iccProfile: header?.iccProfile };
    return { bytes: await decodeInWorker(request, signal) };
  }
  const { decodeHeif } = await import('./heif/decode-heif.ts');
  return { bytes: await decodeHeif(still, { size, maxPixels, signal }) };
}

/** Decodes the images that a drawing embeds. Returns PNGs as `data:` URLs, by the embedded URLs. */
async function decodeEmbedded(
  images: ReadonlyMap<string, Inspection>,
  { limits, deadline }: ToSourceOptions,
): Promise<Map<string, string>> {
  const urls = new Map<string, string>();
  for (const [url, inspection] of images) {
    const { width, height } = inspection.header;
    const { pixels } = await decodeImage(inspection, { width, height }, { limits, deadline });
    // Fast compression is enough, because the PNG is decoded again at once.
    const png = await fromRawImage(pixels).png({ compressionLevel: 1 }).toBuffer();
    urls.set(url, `data:image/png;base64,${png.toString('base64')}`);
  }
  return urls;
}

/** Decodes to sRGB, according to the colour information of the file. */
async function decodeToSrgb(
  source: Source,
  { still, header }: { readonly still: Still; readonly header: Header },
  size: Size,
  options: DecodeOptions,
): Promise<RawImage> {
  const { colorCoding, isPremultiplied = false, isLimitedGrey = false } = still;
  const { iccProfile } = header;
  const isBadProfile = iccProfile !== undefined && !isIcc(iccProfile);
  if (header.space === 'cmyk' && (!iccProfile || isBadProfile)) {
    return inksToRgb(await decodeInks(source, size, options));
  }
  const lateProfile = colorCoding || isBadProfile ? undefined : lateProfileOf(header, size);
  const ignoreIcc = colorCoding !== undefined || lateProfile !== undefined || isBadProfile;
  const isConverted = colorCoding !== undefined && !isSrgb(colorCoding);
  if (isConverted && header.bytesPerSample > 1 && !isPremultiplied && !isLimitedGrey) {
    return convertColors(await decodeDeepPixels(source, size, options), colorCoding);
  }
  const decode = isPremultiplied ? decodePremultiplied : decodePixels;
  const decoded = await decode(source, size, ignoreIcc, options);
  const pixels = isLimitedGrey ? await expandGrey(decoded) : decoded;
  if (isConverted) return convertColors(pixels, colorCoding);
  return lateProfile ? toSrgb(pixels, lateProfile, header.space === 'grey') : pixels;
}

/** Few images need a conversion of colours or of grey, so that the code is loaded on demand. */
async function convertColors(image: DeepImage | RawImage, coding: ColorCoding): Promise<RawImage> {
  const colors = await import('./color/convert-colors.ts');
  return colors.convertColors(image, coding);
}

async function expandGrey(image: RawImage): Promise<RawImage> {
  const { expandLimitedGrey } = await import('./color/expand-limited-grey.ts');
  return expandLimitedGrey(image);
}

/**
 * Returns the profile if the colours are better converted after scaling. Converting a pixel takes
 * about as long as decoding it, and the scaled image has far fewer pixels. Images of 16 bits are
 * always converted here, because sharp converts 16 bits to Display P3 and does not convert 16-bit
 * grey.
 */
function lateProfileOf(
  { width, height, space, bytesPerSample, hasAlpha, iccProfile }: Header,
  size: Size,
): Uint8Array | undefined {
  if (bytesPerSample > 1 && (space === 'rgb' || space === 'grey')) return iccProfile;
  const isShrunk = width * height > 2 * size.width * size.height;
  return isShrunk && space === 'rgb' && !hasAlpha ? iccProfile : undefined;
}
