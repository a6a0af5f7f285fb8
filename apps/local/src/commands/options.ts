import { DEFAULT_IMAGE_LIMITS } from '@miniatura/thumbnailer/config';
import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { SERVICES } from '../stack/endpoints.ts';

export const DATA_DEFAULT = '.miniatura';
export const PORT_DEFAULT = 4600;

export const DATA_OPTION = new Option('--data <dir>', 'folder of all data').default(DATA_DEFAULT);

const LARGEST_PORT = 65_535;

export function portOption(description: string): Option {
  return new Option('--port <number>', description).argParser(parsePort).default(PORT_DEFAULT);
}

export function parsePort(text: string): number {
  const port = Number(text);
  const largest = LARGEST_PORT - SERVICES.length + 1;
  if (!/^\d+$/.test(text) || port > largest) {
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${largest}.`);
  }
  return port;
}

/** Creates a parser of whole numbers from 1 to `largest`. */
export function countParser(largest: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= largest) return count;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${largest}.`);
  };
}

/** An option for a limit of images. The README of `packages/resize` describes the memory use. */
export function limitOption(what: 'bytes' | 'pixels' | 'frames', description: string): Option {
  return new Option(`--max-${what} <number>`, description)
    .argParser(countParser(Number.MAX_SAFE_INTEGER))
    .default(STANDARD_LIMITS[what]);
}

const STANDARD_LIMITS = {
  bytes: DEFAULT_IMAGE_LIMITS.maxBytes,
  pixels: DEFAULT_IMAGE_LIMITS.maxPixels,
  frames: DEFAULT_IMAGE_LIMITS.maxFrames,
} as const;

/** An option that sets the clock, to try what happens at another time. */
export function nowOption(description: string): Option {
  return new Option('--now <time>', description).argParser(parseTime);
}

function parseTime(text: string): Date {
  const time = z.iso.datetime({ offset: true }).or(z.iso.date()).safeParse(text);
  if (time.success) return new Date(time.data);
  throw new InvalidArgumentError(
    'Expected a time such as 2026-11-29T12:00:00Z, or a day such as 2026-11-29.',
  );
}
