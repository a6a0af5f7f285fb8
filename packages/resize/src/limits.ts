import { OptionError } from './errors.ts';

/** Limits on what an image may cost, above all in memory. */
export interface Limits {
  /** Size of the file in bytes. The file is in memory while it is decoded. */
  readonly maxBytes: number;
  /**
   * Width × height of one frame; for animated output, the sum over all frames. A JPEG that is not
   * progressive may have four times as many pixels, because it is shrunk while it is decoded. A
   * JPEG XL may have a quarter, a JPEG 2000 a third.
   */
  readonly maxPixels: number;
  /**
   * Largest width and height in pixels. Decoders buffer whole rows, so that a large width needs
   * memory beyond that of the pixels.
   */
  readonly maxSidePixels: number;
  /**
   * Number of frames of an animated rendition. A still uses one frame, however many the file has.
   */
  readonly maxFrames: number;
  /** Number of channels, including alpha: CMYK with alpha has 5. */
  readonly maxChannels: number;
  /**
   * Wall-clock time in milliseconds for decoding, scaling and encoding one image. The time in the
   * queue does not count: as many images are processed at once as there are cores.
   */
  readonly timeoutMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxBytes: 50_000_000,
  maxPixels: 100_000_000,
  /** The largest side of a JPEG or a GIF (ITU-T T.81, B.2.2; GIF89a, 18). */
  maxSidePixels: 65_535,
  maxFrames: 1_000,
  maxChannels: 5,
  timeoutMs: 30_000,
};

/**
 * Factors on `maxPixels` by the memory that decoding a pixel takes: 400 megapixels of a sequential
 * JPEG take less than 100 of another kind. The README lists the measurements.
 */
const PIXEL_FACTORS = {
  'sequential-jpeg': 4,
  'jxl-oxide': 1 / 4,
  openjpeg: 1 / 3,
  'openjpeg-with-four-channels': 1 / 4,
  'scaled-drawing': 4,
  'whole-drawing': 1 / 4,
  avif: 1 / 2,
  'deep-avif': 1 / 4,
} as const;

/** The kinds of images whose decoders take more or less memory per pixel; undefined for most. */
export type PixelCost = keyof typeof PIXEL_FACTORS | undefined;

/** Returns the largest number of pixels that an image may have. */
export function pixelAllowance({ maxPixels }: Limits, cost: PixelCost): number {
  return Math.floor(maxPixels * (cost === undefined ? 1 : PIXEL_FACTORS[cost]));
}

/**
 * Completes the given limits with the defaults.
 * @throws OptionError if a limit is unknown or not a positive whole number
 */
export function resolveLimits(given: Partial<Limits> = {}): Limits {
  const limits: Record<string, number> = { ...DEFAULT_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!(name in DEFAULT_LIMITS)) throw unknownLimit(name);
    if (!Number.isSafeInteger(value) || value < 1) throw badLimit(name, value);
    limits[name] = value;
  }
  return limits as unknown as Limits;
}

function unknownLimit(name: string): OptionError {
  return new OptionError({
    subject: 'limit',
    expected: `one of ${Object.keys(DEFAULT_LIMITS).join(', ')}`,
    received: name,
  });
}

function badLimit(name: string, value: unknown): OptionError {
  return new OptionError({
    subject: `limit ${name}`,
    expected: 'a positive whole number',
    received: String(value),
  });
}
