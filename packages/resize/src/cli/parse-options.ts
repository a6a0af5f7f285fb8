import { InvalidArgumentError } from 'commander';
import {
  type Fit,
  FITS,
  MAX_SIDE_PIXELS,
  OUTPUT_FORMATS,
  type OutputFormat,
  type RenditionSpec,
} from '../rendition-spec.ts';

/** The options of the command line. */
export interface ResizeOptions {
  readonly out: string;
  /** Boxes, each written as `128` or `640x480`. */
  readonly size: readonly string[];
  readonly fit: Fit;
  readonly format: OutputFormat;
  readonly quality?: number;
  readonly background?: string;
  readonly animated: boolean;
  readonly linear: boolean;
  readonly json: boolean;
}

export const FIT_CHOICES: readonly string[] = FITS;
export const FORMAT_CHOICES: readonly string[] = OUTPUT_FORMATS;

/** Parses sizes. Sizes in a comma-separated list and in repeated options are combined. */
export function parseSizes(text: string, earlier: readonly string[] = []): string[] {
  const sizes = text.split(',').map((size) => size.trim());
  const wrong = sizes.find((size) => !toBox(size));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `Expected sides from 1 to ${MAX_SIDE_PIXELS}, like 128 or 640x480, but received "${wrong}".`,
    );
  }
  return [...new Set([...earlier, ...sizes])];
}

export function parseQuality(text: string): number {
  const quality = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (quality >= 1 && quality <= 100) return quality;
  throw new InvalidArgumentError(`Expected a whole number from 1 to 100 but received "${text}".`);
}

/** Returns one rendition per size, named after it. */
export function toSpecs(options: ResizeOptions): RenditionSpec[] {
  return options.size.map((size) => ({
    name: size,
    ...(toBox(size) ?? { width: 0, height: 0 }),
    fit: options.fit,
    format: options.format,
    ...(options.quality === undefined ? {} : { quality: options.quality }),
    ...(options.background === undefined ? {} : { background: options.background }),
    ...(options.animated ? { animated: true } : {}),
  }));
}

function toBox(size: string): { width: number; height: number } | undefined {
  const match = /^(\d{1,5})(?:x(\d{1,5}))?$/i.exec(size);
  if (!match) return undefined;
  const width = Number(match[1]);
  const height = Number(match[2] ?? match[1]);
  const inRange = [width, height].every((side) => side >= 1 && side <= MAX_SIDE_PIXELS);
  return inRange ? { width, height } : undefined;
}
