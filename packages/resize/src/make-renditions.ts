import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { averageDown } from './average-down.ts';
import type { CameraFacts } from './camera/camera-facts.ts';
import { readCameraFacts } from './camera/read-camera-facts.ts';
import { type Deadline, withDeadline } from './deadline.ts';
import { decodeImage } from './decode-image.ts';
import { rejectOnFailure } from './decoder-errors.ts';
import { isExif } from './describe-bad-metadata.ts';
import { type Appearance, APPEARANCE_BOX, describePixels } from './describe-pixels.ts';
import { encodeAnimation, type Encoded, encodePixels } from './encode-pixels.ts';
import { ImageError } from './errors.ts';
import { type Limits, resolveLimits } from './limits.ts';
import type { MediaType } from './media-type.ts';
import { type Cascade, planCascade } from './plan-cascade.ts';
import { planResize, type ResizePlan, type Size } from './plan-resize.ts';
import { hasVisiblePixels, type RawImage } from './raw-image.ts';
import {
  checkFrameCount,
  checkPixels,
  inspect,
  type Inspection,
  peakByteCount,
} from './read-dimensions.ts';
import { releaseBytes } from './release-bytes.ts';
import {
  checkRenditionSpecs,
  DEFAULT_RENDITIONS,
  type OutputFormat,
  type RenditionSpec,
} from './rendition-spec.ts';
import { type DecodeOptions, scalePixels } from './sharp-pixels.ts';
import { waitForTurn } from './wait-for-turn.ts';

export interface MakeRenditionsOptions {
  /** Renditions to make; by default `DEFAULT_RENDITIONS`. */
  readonly renditions?: readonly RenditionSpec[];
  /** Limits that replace those of `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Types that are rejected as `unsupported-type`; by default none. */
  readonly excludedTypes?: readonly MediaType[];
  /**
   * Scales in linear light, which is better for fine high-contrast patterns. It takes several times
   * the processor time, and decodes the whole image into memory. By default false.
   */
  readonly linearLight?: boolean;
  /** SHA-256 of the bytes in hexadecimal, if the caller has computed it already. */
  readonly sha256?: string;
  /**
   * Starts the decoding when its memory is available. Called after the header and all limits are
   * checked. By default the decoding starts at once.
   * @param byteCount estimated peak memory in bytes, the `decodedByteCount` of `readDimensions`
   */
  readonly withMemory?: <Result>(
    byteCount: number,
    decode: () => Promise<Result>,
  ) => Promise<Result>;
}

/** The facts about an image that decoding it provides. */
export interface ImageFacts extends Appearance, CameraFacts {
  readonly mediaType: MediaType;
  readonly byteCount: number;
  /** Width in pixels, after the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** Number of frames of a GIF or WebP, or pages of a TIFF; otherwise 1. */
  readonly frameCount: number;
  /** True if some pixel of the still is transparent. */
  readonly hasAlpha: boolean;
  /** SHA-256 of the given bytes, in hexadecimal. */
  readonly sha256: string;
  /** The decoder's warning about a fault that was no reason to reject the image. */
  readonly warning?: string;
}

export interface Rendition {
  readonly name: string;
  readonly mediaType: `image/${OutputFormat}`;
  /** Width in pixels. */
  readonly width: number;
  readonly height: number;
  readonly byteCount: number;
  readonly bytes: Buffer;
}

export interface RenditionsResult extends ImageFacts {
  /** Renditions in the order of the specs. */
  readonly renditions: Rendition[];
}

interface Target {
  readonly spec: RenditionSpec;
  readonly plan: ResizePlan;
  readonly isAnimated: boolean;
}

/**
 * Makes all renditions of an image from one decode, and computes the image's facts. Renditions are
 * upright, in sRGB, never enlarged, and contain no metadata.
 * @throws ImageError if the image is rejected: terminal, see `IMAGE_ERROR_CODES`
 * @throws OptionError if a rendition or a limit is invalid
 * @example
 * const { renditions, thumbHash } = await makeRenditions(await readFile('photo.jpg'));
 * // renditions[0]: { name: 'thumbnail', mediaType: 'image/webp', width: 128, height: 96, … }
 */
export async function makeRenditions(
  bytes: Uint8Array,
  options: MakeRenditionsOptions = {},
): Promise<RenditionsResult> {
  const { renditions: specs = DEFAULT_RENDITIONS, linearLight = false } = options;
  const { excludedTypes = [], withMemory = (_, decode) => decode() } = options;
  checkRenditionSpecs(specs);
  const limits = resolveLimits(options.limits);
  const inspection = await inspect(bytes, limits, { excludedTypes, isWhole: linearLight });
  const targets = specs.map((spec) => toTarget(spec, inspection));
  checkAnimations(targets, inspection, limits);
  const { sha256 } = options;
  return withMemory(peakByteCount(inspection), () =>
    waitForTurn(() =>
      withDeadline(limits.timeoutMs, (deadline) =>
        produce({ bytes, sha256, inspection, targets, limits, linearLight, deadline }),
      ),
    ),
  );
}

interface Job {
  readonly bytes: Uint8Array;
  readonly sha256: string | undefined;
  readonly inspection: Inspection;
  readonly targets: readonly Target[];
  readonly limits: Limits;
  readonly linearLight: boolean;
  readonly deadline: Deadline;
}

async function produce(job: Job): Promise<RenditionsResult> {
  const { bytes, inspection, targets, limits, linearLight, deadline } = job;
  const { header, mediaType, frameCount } = inspection;
  const appearanceSize = planResize(header, APPEARANCE_BOX).scaled;
  const cascade = planCascade(
    targets.map(({ plan }) => plan.scaled),
    appearanceSize,
  );
  const size = linearLight ? { width: header.width, height: header.height } : cascade.base;
  const decoded = await decodeImage(inspection, size, { limits, deadline });
  const warning = decoded.warning ?? invisibleWarning(decoded.pixels, inspection);
  const images = await scaleAll(decoded.pixels, cascade, job);
  const seen = smallestCovering([decoded.pixels, ...images], appearanceSize);
  const decoding = { failOn: decoded.failOn, maxPixels: limits.maxPixels, deadline };
  const renditions = await encodeAll(images, job, decoding);
  const described = describePixels(averageDown(seen, appearanceSize));
  const hasAlpha = decoded.pixels.channels === 4;
  for (const { data } of [decoded.pixels, ...images]) releaseBytes(data);
  return {
    mediaType,
    byteCount: bytes.length,
    width: header.width,
    height: header.height,
    frameCount,
    hasAlpha,
    sha256: job.sha256 ?? createHash('sha256').update(bytes).digest('hex'),
    ...described,
    // In a TIFF, or a raw file based on TIFF, the file itself has the structure of EXIF.
    ...(await readCameraFacts({ exif: isExif(bytes) ? bytes : header.exif, xmp: header.xmp })),
    ...(warning === undefined ? {} : { warning }),
    renditions,
  };
}

/**
 * Rejects an image without a visible pixel. Of several frames, only the first was decoded, so that
 * these get a warning.
 * @throws ImageError `no-visible-pixels`
 */
function invisibleWarning(
  pixels: RawImage,
  { frameCount, header: { width, height } }: Inspection,
): string | undefined {
  if (hasVisiblePixels(pixels)) return undefined;
  if (frameCount > 1) return 'The first frame has no visible pixels';
  throw new ImageError('no-visible-pixels', {
    subject: 'image',
    expected: 'a visible pixel',
    received: `${width} × ${height} fully transparent ones`,
  });
}

async function scaleAll(base: RawImage, cascade: Cascade, job: Job): Promise<RawImage[]> {
  const images: RawImage[] = [];
  for (const { target, size, from } of cascade.steps) {
    job.deadline.signal.throwIfAborted();
    const source = from === undefined ? base : at(images, from);
    images[target] = await scalePixels(source, size, job.linearLight);
  }
  job.deadline.signal.throwIfAborted();
  return images;
}

/** Encodes one image after the other; a batch uses the cores for several images instead. */
async function encodeAll(images: readonly RawImage[], job: Job, decoding: DecodeOptions) {
  const renditions: Rendition[] = [];
  for (const [index, target] of job.targets.entries()) {
    job.deadline.signal.throwIfAborted();
    const twin = job.targets.slice(0, index).findIndex((earlier) => isSameOutput(earlier, target));
    const encoded = renditions[twin] ?? (await encode(target, at(images, index), job, decoding));
    renditions.push(toRendition(target.spec, encoded));
  }
  return renditions;
}

/**
 * Returns true if two renditions are identical, as those of an image that is smaller than both
 * boxes.
 */
function isSameOutput(one: Target, other: Target): boolean {
  return isDeepStrictEqual(
    { ...one, spec: { ...one.spec, name: '', width: 0, height: 0 } },
    { ...other, spec: { ...other.spec, name: '', width: 0, height: 0 } },
  );
}

async function encode(
  { spec, plan, isAnimated }: Target,
  image: RawImage,
  { bytes, inspection: { mediaType, still }, limits: { timeoutMs } }: Job,
  decoding: DecodeOptions,
): Promise<Encoded> {
  return isAnimated
    ? rejectOnFailure(encodeAnimation(still.animation ?? bytes, plan, spec, decoding), {
        mediaType,
        timeoutMs,
      })
    : encodePixels(image, plan, spec);
}

function toRendition({ name, format }: RenditionSpec, { bytes, width, height }: Encoded) {
  return {
    name,
    mediaType: `image/${format}` as const,
    width,
    height,
    byteCount: bytes.length,
    bytes,
  };
}

/** Returns the smallest image that covers a size; the first of `images` covers every size. */
function smallestCovering(images: readonly RawImage[], { width, height }: Size): RawImage {
  return images
    .filter((image) => image.width >= width && image.height >= height)
    .reduce((one, other) => (other.data.length < one.data.length ? other : one));
}

/**
 * Resolves a spec. An animation whose frames must be rotated becomes a still, because the decoder
 * cannot rotate frames.
 */
function toTarget(spec: RenditionSpec, { mediaType, frameCount, header }: Inspection): Target {
  const canMove = mediaType === 'image/gif' || mediaType === 'image/webp';
  const isAnimated = spec.animated === true && canMove && frameCount > 1 && !header.isTurned;
  return { spec, plan: planResize(header, spec), isAnimated };
}

/** Checks the limits of animations, for which all frames are decoded. */
function checkAnimations(
  targets: readonly Target[],
  { frameCount, header: { width, height } }: Inspection,
  limits: Limits,
): void {
  if (!targets.some(({ isAnimated }) => isAnimated)) return;
  checkFrameCount(frameCount, limits);
  const shape = `${frameCount} frames of ${width} × ${height}`;
  checkPixels(shape, frameCount * width * height, limits.maxPixels);
}

function at(images: readonly RawImage[], index: number): RawImage {
  const image = images[index];
  if (!image) throw new RangeError(`Expected a scaled image at ${index} but received none`);
  return image;
}
