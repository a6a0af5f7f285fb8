import { OptionError } from './errors.ts';

/** sharp's terms for how an image is fitted into its box. */
export const FITS = ['cover', 'contain', 'fill', 'inside', 'outside'] as const;
export type Fit = (typeof FITS)[number];

export const OUTPUT_FORMATS = ['webp', 'jpeg', 'avif', 'png'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Describes one rendition. It is never larger than its source. */
export interface RenditionSpec {
  readonly name: string;
  /** Width of the box, in pixels. */
  readonly width: number;
  /** Height of the box, in pixels. */
  readonly height: number;
  readonly fit: Fit;
  readonly format: OutputFormat;
  /**
   * 1–100; by default sharp's default (WebP and JPEG 80, AVIF 50). PNG is lossless and ignores it.
   */
  readonly quality?: number;
  /**
   * `#rrggbb` behind transparent pixels if the format has no transparency (JPEG), and around a
   * `contain`ed image. By default white for JPEG, and transparent for the others.
   */
  readonly background?: string;
  /**
   * True to keep all frames of an animation (WebP only); by default only the first frame is used.
   */
  readonly animated?: boolean;
}

/** The thumbnail, and two sizes for web pages. */
export const DEFAULT_RENDITIONS: readonly RenditionSpec[] = [
  { name: 'thumbnail', width: 128, height: 128, fit: 'inside', format: 'webp' },
  { name: 'small', width: 512, height: 512, fit: 'inside', format: 'webp' },
  { name: 'large', width: 1024, height: 1024, fit: 'inside', format: 'webp' },
];

/**
 * An opaque JPEG for label detection, because Rekognition supports neither WebP nor transparency.
 */
export const ANALYSIS_RENDITION: RenditionSpec = {
  name: 'analysis',
  width: 1024,
  height: 1024,
  fit: 'inside',
  format: 'jpeg',
  quality: 85,
  background: '#ffffff',
};

/** WebP's limit (14 bits), the smallest of the four formats. */
export const MAX_SIDE_PIXELS = 16_383;

function isSide(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_SIDE_PIXELS;
}

function isQuality(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 100;
}

interface Rule {
  readonly field: keyof RenditionSpec;
  readonly expected: string;
  readonly accepts: (spec: RenditionSpec) => boolean;
}

const SIDE = `a whole number from 1 to ${MAX_SIDE_PIXELS}`;

const RULES: readonly Rule[] = [
  {
    field: 'name',
    expected: 'a non-empty string',
    accepts: ({ name }) => typeof name === 'string' && name !== '',
  },
  { field: 'width', expected: SIDE, accepts: ({ width }) => isSide(width) },
  { field: 'height', expected: SIDE, accepts: ({ height }) => isSide(height) },
  {
    field: 'fit',
    expected: `one of ${FITS.join(', ')}`,
    accepts: ({ fit }) => FITS.includes(fit),
  },
  {
    field: 'format',
    expected: `one of ${OUTPUT_FORMATS.join(', ')}`,
    accepts: ({ format }) => OUTPUT_FORMATS.includes(format),
  },
  {
    field: 'quality',
    expected: 'a whole number from 1 to 100, and none for png',
    accepts: ({ quality, format }) =>
      quality === undefined || (format !== 'png' && isQuality(quality)),
  },
  {
    field: 'background',
    expected: 'a colour as #rrggbb',
    accepts: ({ background }) => background === undefined || /^#[\da-f]{6}$/i.test(background),
  },
  {
    field: 'animated',
    expected: 'true only with format webp',
    accepts: ({ animated, format }) => !animated || format === 'webp',
  },
];

/**
 * Validates what types cannot, because specs also come from configuration and command lines.
 * @throws OptionError that names the first invalid field
 */
export function checkRenditionSpecs(specs: readonly RenditionSpec[]): void {
  if (specs.length === 0) {
    throw new OptionError({ subject: 'renditions', expected: 'at least one', received: 'none' });
  }
  specs.forEach(checkSpec);
  const twice = specs.find(({ name }, index) => specs.findIndex((s) => s.name === name) < index);
  if (twice) {
    throw new OptionError({
      subject: 'rendition names',
      expected: 'each name once',
      received: `${twice.name} twice`,
    });
  }
}

function checkSpec(spec: RenditionSpec): void {
  const broken = RULES.find(({ accepts }) => !accepts(spec));
  if (!broken) return;
  throw new OptionError({
    subject: `${broken.field} of rendition ${spec.name}`,
    expected: broken.expected,
    received: String(spec[broken.field]),
  });
}
