import { OptionError } from './errors.ts';

/** What an image may cost, above all in memory, before it is rejected. */
export interface Limits {
  /** Size of the file, in bytes: it is held in memory while it is decoded. */
  readonly maxBytes: number;
  /**
   * Width × height of one frame; for animated output, of all frames together. A JPEG that is not
   * progressive may have four times as many, since it is shrunk while it is decoded; a JPEG XL a
   * quarter, a JPEG 2000 a third.
   */
  readonly maxPixels: number;
  /**
   * Width, and height. Decoding holds whole rows, so that memory grows with
   * the width beyond what the pixels take.
   */
  readonly maxSidePixels: number;
  /** Frames of an animated rendition. A still needs one, however many the file has. */
  readonly maxFrames: number;
  /** Colour channels and alpha: CMYK with alpha has 5. */
  readonly maxChannels: number;
  /**
   * Wall-clock time for all the decoding, scaling and encoding of one image, from its turn on: as
   * many images are worked on as there are cores, and waiting for them does not count.
   */
  readonly timeoutMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxBytes: 50_000_000,
  maxPixels: 100_000_000,
  /** The most that a JPEG or a GIF can have: ITU-T T.81, B.2.2; GIF89a, 18. */
  maxSidePixels: 65_535,
  maxFrames: 1_000,
  maxChannels: 5,
  timeoutMs: 30_000,
};

/**
 * How many times `maxPixels` an image may have, by what a pixel takes while it is decoded: 400
 * megapixels of a sequential JPEG take less than 100 of another kind. The README has the figures.
 */
const PIXEL_FACTORS = {
  'sequential-jpeg': 4,
  'jxl-oxide': 1 / 4,
  openjpeg: 1 / 3,
  'scaled-drawing': 4,
  'whole-drawing': 1 / 4,
} as const;

/** What sets an image apart by the memory that its decoder takes; undefined for most. */
export type PixelCost = keyof typeof PIXEL_FACTORS | undefined;

/** How many pixels an image may have. */
export const pixelAllowance = ({ maxPixels }: Limits, cost: PixelCost): number =>
  Math.floor(maxPixels * (cost === undefined ? 1 : PIXEL_FACTORS[cost]));

/**
 * Completes the given limits with the defaults.
 * @throws OptionError when a limit is unknown or not a positive whole number
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

const unknownLimit = (name: string): OptionError =>
  new OptionError({
    subject: 'limit',
    expected: `one of ${Object.keys(DEFAULT_LIMITS).join(', ')}`,
    received: name,
  });

const badLimit = (name: string, value: unknown): OptionError =>
  new OptionError({
    subject: `limit ${name}`,
    expected: 'a positive whole number',
    received: String(value),
  });
