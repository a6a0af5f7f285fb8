import sharp from 'sharp';
import type { FailOnOptions, Metadata, OutputInfo, Sharp, SharpOptions } from 'sharp';
import type { Deadline } from './deadline.ts';
import { isSameSize } from './plan-resize.ts';
import type { Size } from './plan-resize.ts';
import type { DeepImage, RawImage } from './raw-image.ts';
import type { Still } from './still.ts';
import { tiffHeader } from './tiff-header.ts';

/**
 * The one file that opens images with sharp. Its settings are the process's: only the decoders of the
 * allowed types may run, nothing is cached, and a picture gets one thread, since as many pictures
 * in flight as there are cores is the faster way through a batch.
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

/** How sure the decoder must be of the data; see sharp's `failOn`. */
export type FailOn = Extract<FailOnOptions, 'warning' | 'error'>;

export interface DecodeOptions {
  readonly failOn: FailOn;
  readonly maxPixels: number;
  readonly deadline: Deadline;
}

/** The still of a file, as `prepareStill` gives it. */
export type Source = Pick<Still, 'bytes' | 'page' | 'subIfd' | 'hasManyItems'>;

/** What the header says; nothing is decoded, so the pixels may still be missing or broken. */
export interface Header extends Size {
  /** Upright: after orientation. */
  readonly width: number;
  readonly height: number;
  /** Frames or pages. */
  readonly pageCount: number;
  readonly channels: number;
  readonly bytesPerSample: number;
  readonly hasAlpha: boolean;
  /** Has to be turned or mirrored to be upright. */
  readonly isTurned: boolean;
  readonly iccProfile: Uint8Array | undefined;
  readonly exif: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
  /** What the channels without alpha are. */
  readonly space: 'grey' | 'rgb' | 'cmyk' | 'other';
  /** A JPEG that is decoded from top to bottom, so that it can be shrunk on the way. */
  readonly isSequentialJpeg: boolean;
}

const UNLIMITED: SharpOptions = { limitInputPixels: false, limitInputChannels: false };

/** The decoders' own limits stay on, save that on the items of a HEIF file, of which we need one. */
const open = (
  { bytes, page, subIfd, hasManyItems = false }: Source,
  options: SharpOptions,
): Sharp =>
  sharp(bytes, {
    ...options,
    unlimited: hasManyItems,
    ...(page === undefined ? {} : { page, pages: 1 }),
    ...(subIfd === undefined ? {} : { tiff: { subifd: subIfd } }),
  });

/**
 * Reads the header alone. It has no limits of its own, so that what exceeds ours is told with its
 * numbers; and it is lenient, since only decoding shows whether the pixels are there.
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

const toHeader = (metadata: Metadata): Header => ({
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
});

/** Opens a still to be decoded upright to exactly `size`. */
function scaleUpright(source: Source, size: Size, ignoreIcc: boolean, options: DecodeOptions) {
  const { failOn, maxPixels: limitInputPixels, deadline } = options;
  return open(source, { failOn, limitInputPixels, autoOrient: true, ignoreIcc })
    .timeout({ seconds: deadline.secondsLeft() })
    .resize({ ...size, fit: 'fill' });
}

/**
 * Decodes to 8 bits a channel; a JPEG or WebP is shrunk while it is decoded.
 * @param ignoreIcc leaves the colours as the file's own profile means them
 */
export const decodePixels = (
  source: Source,
  size: Size,
  ignoreIcc: boolean,
  options: DecodeOptions,
): Promise<RawImage> => toRawImage(scaleUpright(source, size, ignoreIcc, options));

/** Decodes to 16 bits a channel, in the colours of the file. */
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

/** Divides the alpha out of colours that the file holds multiplied by it. */
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
  const raw = { width, height, channels, premultiplied: channels === 4 };
  return toRawImage(sharp(data, { ...UNLIMITED, raw }).resize({ ...size, fit: 'fill' }));
}

/**
 * Converts colours from what a profile means by them; a profile that is none leaves them alone.
 * @param isGrey the profile is one of grey
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

/** Scales to exactly `size`; `linear` light costs several times the processor time. */
export function scalePixels(image: RawImage, size: Size, linear: boolean): Promise<RawImage> {
  if (isSameSize(image, size)) return Promise.resolve(image);
  const picture = fromRawImage(image).resize({ ...size, fit: 'fill' });
  return toRawImage(linear ? picture.pipelineColourspace('scrgb') : picture);
}

/** Opens all frames of an animation, to be scaled; delays and loops are kept. */
export const openFrames = (
  bytes: Uint8Array,
  size: Size,
  { failOn, maxPixels, deadline }: DecodeOptions,
): Sharp =>
  sharp(bytes, { failOn, limitInputPixels: maxPixels, animated: true })
    .timeout({ seconds: deadline.secondsLeft() })
    .resize({ ...size, fit: 'fill' });

export const fromRawImage = ({ data, width, height, channels }: RawImage): Sharp =>
  sharp(data, { ...UNLIMITED, raw: { width, height, channels } });

async function toRawImage(picture: Sharp): Promise<RawImage> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: requireRgb(info) };
}

function requireRgb({ channels }: OutputInfo): 3 | 4 {
  if (channels === 3 || channels === 4) return channels;
  throw new Error(`Expected 3 or 4 channels for decoded sRGB but received ${channels}`);
}
