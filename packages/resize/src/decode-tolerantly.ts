import { describeWarning, isHarmless, wordsOf } from './decoder-errors.ts';
import { ImageError } from './errors.ts';
import type { FailOn, Source } from './sharp-pixels.ts';

type Decode<T> = (source: Source, failOn: FailOn) => Promise<T>;

interface Tolerated<T> {
  readonly result: T;
  readonly failOn: FailOn;
  readonly warning?: string;
}

/** A file has few scans, and stray bytes are rarely in more than one place. */
const MAX_REPAIRS = 24;

/**
 * Decodes strictly. If that fails, it repairs faults that affect no pixel and decodes strictly
 * again. A lenient decoder would fill in missing pixels without an error.
 * @param decode throws ImageError
 */
export async function decodeTolerantly<T>(
  source: Source,
  decode: Decode<T>,
): Promise<Tolerated<T>> {
  try {
    return { result: await decode(source, 'warning'), failOn: 'warning' };
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    const warning = describeWarning(error);
    return isJpeg(source.bytes)
      ? { result: await decodeRepaired(source, error, decode), failOn: 'warning', warning }
      : { result: await decodeHarmless(source, error, decode), failOn: 'error', warning };
  }
}

function isCorrupt(error: unknown): error is ImageError {
  return error instanceof ImageError && error.code === 'corrupt';
}

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

async function decodeHarmless<T>(source: Source, error: ImageError, decode: Decode<T>) {
  if (!isHarmless(error)) throw error;
  return decode(source, 'error');
}

async function decodeRepaired<T>(source: Source, first: ImageError, decode: Decode<T>): Promise<T> {
  const { repairJpeg, withoutExtraneous } = await import('./jpeg/repair-jpeg.ts');
  const repaired = repairJpeg(source.bytes);
  const candidates = repaired ? [repaired] : [];
  let last = first;
  for (let at = 0; at < Math.min(candidates.length, MAX_REPAIRS); at++) {
    const bytes = candidates[at]!;
    try {
      return await decode({ bytes }, 'warning');
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      if (isHarmless(error)) return decode({ bytes }, 'error');
      const strays = straysOf(error);
      if (strays) candidates.push(...withoutExtraneous(bytes, strays.count, strays.marker));
      last = error;
    }
  }
  throw last;
}

/** libjpeg's message for bytes that a scan does not need. */
const STRAYS = /(\d+) extraneous bytes before marker 0x([\da-f]{2})/;

function straysOf({ cause }: ImageError): { count: number; marker: number } | undefined {
  const [, count, marker] = STRAYS.exec(wordsOf(cause)) ?? [];
  if (count === undefined || marker === undefined) return undefined;
  return { count: Number(count), marker: Number.parseInt(marker, 16) };
}
