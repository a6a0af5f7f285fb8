import sharp, {
  type FailOnOptions,
  type Metadata,
  type OutputInfo,
  type Sharp,
  type SharpOptions,
} from 'sharp';
import type { Deadline } from './deadline.ts';
import { isSameSize, type Size } from './plan-resize.ts';
import type { DeepImage, RawImage } from './raw-image.ts';
import type { Still } from './still.ts';
import { tiffHeader } from './tiff-header.ts';

/**
 * This is the only file that opens images with sharp. Its settings apply to the process: only
 * decoders of the allowed types may run, and nothing is cached. Each image gets one thread, because
 * a batch is faster with one image per core.
 */
const ALLOWED_LOADERS = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadWebp',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadTiff',
  'VipsForeignLoadHeif',
];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ALLOWED_LOADERS });
sharp.cache(false);
sharp.concurrency(1);

/** How strictly the decoder checks the data; see sharp's `failOn`. */
export type FailOn = Extract<FailOnOptions, 'warning' | 'error'>;

export interface DecodeOptions {
  readonly failOn: FailOn;
  readonly maxPixels: number;
  readonly deadline: Deadline;
}

/** The still of a file, as `prepareStill` returns it. */
export type Source = Pick<Still, 'bytes' | 'page' | 'subIfd' | 'hasManyItems'>;

/**
 * Contents of the header. Nothing is decoded, so that the pixels may still be missing or broken.
 */
export interface Header extends Size {
  /** Width in pixels, after the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** Number of frames or pages. */
  readonly pageCount: number;
  readonly channels: number;
  readonly bytesPerSample: number;
  readonly hasAlpha: boolean;
  /** True if the image must be rotated or mirrored to be upright. */
  readonly isTurned: boolean;
  readonly iccProfile: Uint8Array | undefined;
  readonly exif: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
  /** Colour space of the channels without alpha. */
  readonly space: 'grey' | 'rgb' | 'cmyk' | 'other';
  /** True for a JPEG that is decoded from top to bottom and can be shrunk while it is decoded. */
  readonly isSequentialJpeg: boolean;
}

const UNLIMITED: SharpOptions = { limitInputPixels: false, limitInputChannels: false };

/**
 * Opens an image. The decoders' own limits apply, except the one on the items of a HEIF file, of
 * which only one is needed.
 */
function open({ bytes, page, subIfd, hasManyItems = false }: Source, options: SharpOptions): Sharp {
  return sharp(bytes, {
    ...options,
    unlimited: hasManyItems,
    ...(page === undefined ? {} : { page, pages: 1 }),
    ...(subIfd === undefined ? {} : { tiff: { subifd: subIfd } }),
  });
}

/**
 * Reads only the header. It applies no limits, so that the error for an excess can give the
 * numbers. It is lenient, because only decoding shows whether the pixels are complete.
 */
export async function readHeader(source: Source): Promise<Header> {
  return toHeader(await open(source, { ...UNLIMITED, failOn: 'none' }).metadata());
}

const BYTES_PER_SAMPLE: Readonly<Record<string, number>> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  complex: 8,
  double: 8,
  dpcomplex: 16,
};

const SPACES: Readonly<Record<string, Header['space']>> = {
  'b-w': 'grey',
  grey16: 'grey',
  srgb: 'rgb',
  rgb: 'rgb',
  rgb16: 'rgb',
  cmyk: 'cmyk',
};

function toHeader(metadata: Metadata): Header {
  return {
    width: metadata.autoOrient.width,
    height: metadata.autoOrient.height,
    pageCount: metadata.pages ?? 1,
    channels: metadata.channels,
    bytesPerSample: BYTES_PER_SAMPLE[metadata.depth] ?? 1,
    hasAlpha: metadata.hasAlpha,
    isTurned: (metadata.orientation ?? 1) > 1,
    iccProfile: metadata.icc,
    exif: metadata.exif,
    xmp: metadata.xmp,
    space: SPACES[metadata.space ?? ''] ?? 'other',
    isSequentialJpeg: metadata.format === 'jpeg' && !metadata.isProgressive,
  };
}

/** Opens a still that is decoded upright to exactly `size`. */
function scaleUpright(source: Source, size: Size, ignoreIcc: boolean, options: DecodeOptions) {
  const { failOn, maxPixels: limitInputPixels, deadline } = options;
  return open(source, { failOn, limitInputPixels, autoOrient: true, ignoreIcc })
    .timeout({ seconds: deadline.secondsLeft() })
    .resize({ ...size, fit: 'fill' });
}

/**
 * Decodes to 8 bits per channel. A JPEG or WebP is shrunk while it is decoded.
 * @param ignoreIcc true to keep the colours of the file's own profile
 */
export function decodePixels(
  source: Source,
  size: Size,
  ignoreIcc: boolean,
  options: DecodeOptions,
): Promise<RawImage> {
  return toRawImage(scaleUpright(source, size, ignoreIcc, options));
}

/** Decodes to 16 bits per channel, in the colours of the file. */
export async function decodeDeepPixels(
  source: Source,
  size: Size,
  options: DecodeOptions,
): Promise<DeepImage> {
  const { data, info } = await scaleUpright(source, size, true, options)
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const words = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  return { data: words, width: info.width, height: info.height, channels: requireRgb(info) };
}

/** Decodes CMYK as it is stored: 0 is no ink. */
export async function decodeInks(source: Source, size: Size, options: DecodeOptions) {
  const { data, info } = await scaleUpright(source, size, true, options)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Decodes colours that are stored premultiplied, and divides them by their alpha. */
export async function decodePremultiplied(
  source: Source,
  size: Size,
  ignoreIcc: boolean,
  { failOn, maxPixels: limitInputPixels, deadline }: DecodeOptions,
): Promise<RawImage> {
  const { data, info } = await open(source, {
    failOn,
    limitInputPixels,
    autoOrient: true,
    ignoreIcc,
  })
    .timeout({ seconds: deadline.secondsLeft() })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const raw = { width, height, channels, premultiplied: channels === 2 || channels === 4 };
  return toRawImage(sharp(data, { ...UNLIMITED, raw }).resize({ ...size, fit: 'fill' }));
}

/**
 * Converts colours from a profile to sRGB. An invalid profile leaves them unchanged.
 * @param isGrey true for a grey profile
 */
export function toSrgb(
  image: RawImage,
  iccProfile: Uint8Array,
  isGrey: boolean,
): Promise<RawImage> {
  const { width, height } = image;
  const hasAlpha = image.channels === 4;
  const data = isGrey ? greyOf(image) : image.data;
  const header = tiffHeader({ width, height, channels: isGrey ? 1 : 3, hasAlpha, iccProfile });
  return toRawImage(sharp(Buffer.concat([header, data]), UNLIMITED));
}

function greyOf({ data, channels }: RawImage): Buffer {
  const step = channels === 4 ? 2 : 1;
  const grey = Buffer.alloc((data.length / channels) * step);
  for (let from = 0, to = 0; from < data.length; from += channels, to += step) {
    grey[to] = data[from]!;
    if (step === 2) grey[to + 1] = data[from + 3]!;
  }
  return grey;
}

/** Scales to exactly `size`; `linear` light takes several times the processor time. */
export function scalePixels(image: RawImage, size: Size, linear: boolean): Promise<RawImage> {
  if (isSameSize(image, size)) return Promise.resolve(image);
  const pipeline = fromRawImage(image).resize({ ...size, fit: 'fill' });
  return toRawImage(linear ? pipeline.pipelineColourspace('scrgb') : pipeline);
}

/** Opens all frames of an animation for scaling; delays and loops are unchanged. */
export function openFrames(
  bytes: Uint8Array,
  size: Size,
  { failOn, maxPixels, deadline }: DecodeOptions,
): Sharp {
  return sharp(bytes, { failOn, limitInputPixels: maxPixels, animated: true })
    .timeout({ seconds: deadline.secondsLeft() })
    .resize({ ...size, fit: 'fill' });
}

export function fromRawImage({ data, width, height, channels }: RawImage): Sharp {
  return sharp(data, { ...UNLIMITED, raw: { width, height, channels } });
}

async function toRawImage(image: Sharp): Promise<RawImage> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: requireRgb(info) };
}

function requireRgb({ channels }: OutputInfo): 3 | 4 {
  if (channels === 3 || channels === 4) return channels;
  throw new Error(`Expected 3 or 4 channels for decoded sRGB but received ${channels}`);
}
