import sharp from 'sharp';
import type { FailOnOptions, Metadata, OutputInfo, Sharp, SharpOptions } from 'sharp';
import type { Deadline } from './deadline.ts';
import { isSameSize } from './plan-resize.ts';
import type { ResizePlan, Size } from './plan-resize.ts';
import type { RawImage } from './raw-image.ts';
import type { OutputFormat, RenditionSpec } from './rendition-spec.ts';
import { tiffHeader } from './tiff-header.ts';

/**
 * The one file that touches sharp. Its settings are the process's: only the decoders of the
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
  /** Leave the colours as the file's own profile means them; `toSrgb` is left to the caller. */
  readonly ignoreIcc?: boolean;
}

/** What the header says; nothing is decoded, so the pixels may still be missing or broken. */
export interface Header extends Size {
  /** Upright: after orientation. */
  readonly width: number;
  readonly height: number;
  /** Decoder, e.g. `jpeg`; `heif` is both AVIF and HEIC, told apart by `compression`. */
  readonly format: string;
  readonly compression: string | undefined;
  /** Frames, pages, or top-level pictures of a HEIF file. */
  readonly pageCount: number;
  readonly channels: number;
  readonly bytesPerSample: number;
  readonly hasAlpha: boolean;
  /** Has to be turned or mirrored to be upright. */
  readonly isTurned: boolean;
  readonly iccProfile: Buffer | undefined;
  /** 8 bits for each of red, green and blue, without alpha. */
  readonly isPlainRgb: boolean;
}

const UNLIMITED: SharpOptions = { limitInputPixels: false, limitInputChannels: false };

/**
 * Reads the header alone. It has no limits of its own, so that what exceeds ours is told with its
 * numbers; and it is lenient, since only decoding shows whether the pixels are there.
 */
export async function readHeader(bytes: Uint8Array): Promise<Header> {
  return toHeader(await sharp(bytes, { ...UNLIMITED, failOn: 'none' }).metadata());
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

const toHeader = (metadata: Metadata): Header => ({
  width: metadata.autoOrient.width,
  height: metadata.autoOrient.height,
  format: metadata.format,
  compression: metadata.compression,
  pageCount: metadata.pages ?? 1,
  channels: metadata.channels,
  bytesPerSample: BYTES_PER_SAMPLE[metadata.depth] ?? 1,
  hasAlpha: metadata.hasAlpha,
  isTurned: (metadata.orientation ?? 1) > 1,
  iccProfile: metadata.icc,
  isPlainRgb: metadata.space === 'srgb' && metadata.depth === 'uchar' && metadata.channels === 3,
});

/** Decodes upright sRGB of exactly `size`; a JPEG or WebP is shrunk while it is decoded. */
export async function decodePixels(
  bytes: Uint8Array,
  size: Size,
  { failOn, maxPixels, deadline, ignoreIcc = false }: DecodeOptions,
): Promise<RawImage> {
  const picture = sharp(bytes, { failOn, limitInputPixels: maxPixels, autoOrient: true, ignoreIcc })
    .timeout({ seconds: deadline.secondsLeft() })
    .resize({ ...size, fit: 'fill' });
  return toRawImage(picture);
}

/** Converts colours from what a profile means by them; a profile that is none leaves them alone. */
export function toSrgb({ data, ...layout }: RawImage, iccProfile: Uint8Array): Promise<RawImage> {
  const tiff = Buffer.concat([tiffHeader({ ...layout, iccProfile }), data]);
  return toRawImage(sharp(tiff, UNLIMITED));
}

/** Scales to exactly `size`; `linear` light costs several times the processor time. */
export function scalePixels(image: RawImage, size: Size, linear: boolean): Promise<RawImage> {
  if (isSameSize(image, size)) return Promise.resolve(image);
  const picture = fromRawImage(image).resize({ ...size, fit: 'fill' });
  return toRawImage(linear ? picture.pipelineColourspace('scrgb') : picture);
}

export interface Encoded extends Size {
  readonly bytes: Buffer;
}

/** Crops, pads and compresses pixels that have the plan's `scaled` size. No metadata is written. */
export async function encodePixels(
  image: RawImage,
  plan: ResizePlan,
  spec: RenditionSpec,
): Promise<Encoded> {
  const picture = fromRawImage(image);
  if (spec.format === 'jpeg') picture.flatten({ background: spec.background ?? WHITE });
  return encode(cropAndPad(picture, plan, spec), spec, plan.output);
}

/** Scales every frame of an animation; delays and loops are kept. */
export async function encodeAnimation(
  bytes: Uint8Array,
  plan: ResizePlan,
  spec: RenditionSpec,
  { failOn, maxPixels, deadline }: DecodeOptions,
): Promise<Encoded> {
  const frames = sharp(bytes, { failOn, limitInputPixels: maxPixels, animated: true })
    .timeout({ seconds: deadline.secondsLeft() })
    .resize({ ...plan.scaled, fit: 'fill' });
  return encode(cropAndPad(frames, plan, spec), spec, plan.output);
}

const WHITE = '#ffffff';
const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

function cropAndPad(picture: Sharp, { crop, canvas, scaled }: ResizePlan, spec: RenditionSpec) {
  if (crop) picture.extract(crop);
  if (canvas) {
    picture.extend({
      left: canvas.left,
      top: canvas.top,
      right: canvas.width - canvas.left - scaled.width,
      bottom: canvas.height - canvas.top - scaled.height,
      background: spec.background ?? (spec.format === 'jpeg' ? WHITE : TRANSPARENT),
    });
  }
  return picture;
}

async function encode(picture: Sharp, spec: RenditionSpec, output: Size): Promise<Encoded> {
  const bytes = await ENCODERS[spec.format](picture, spec).toBuffer();
  return { bytes, width: output.width, height: output.height };
}

const quality = ({ quality }: RenditionSpec) => (quality === undefined ? {} : { quality });

/**
 * Of 0–6. Against sharp's default of 4 it takes less than half of the processor time for files 3 %
 * larger.
 */
const WEBP_EFFORT = 2;

const ENCODERS: Record<OutputFormat, (picture: Sharp, spec: RenditionSpec) => Sharp> = {
  webp: (picture, spec) => picture.webp({ ...quality(spec), effort: WEBP_EFFORT }),
  jpeg: (picture, spec) => picture.jpeg(quality(spec)),
  avif: (picture, spec) => picture.avif(quality(spec)),
  png: (picture) => picture.png(),
};

const fromRawImage = ({ data, width, height, channels }: RawImage): Sharp =>
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
