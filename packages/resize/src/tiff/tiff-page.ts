import type { TiffDirectory, TiffFile } from './tiff-directories.ts';
import { TIFF_TAGS as TAGS } from './tiff-tags.ts';

/** Describes how one page of a TIFF stores its samples. */
export interface TiffPage {
  readonly directory: TiffDirectory;
  /** Index in the header's chain of the page, or of the page that has it as a SubIFD. */
  readonly index: number;
  /** Index among the SubIFDs of that page. */
  readonly subIfd?: number;
  readonly width: number;
  readonly height: number;
  readonly bits: readonly number[];
  /** 1 is unsigned, 2 is signed, 3 is floating point. */
  readonly sampleFormats: readonly number[];
  readonly samplesPerPixel: number;
  readonly photometric: number;
  readonly compression: number;
  readonly isPlanar: boolean;
  /** 0 is unspecified, 1 associated alpha, 2 unassociated alpha. */
  readonly extraSamples: readonly number[];
  readonly orientation: number;
}

const MASK = 4;
/** Bits of NewSubfileType: reduced copy and transparency mask. */
const REDUCED_BITS = 0b101;
/** Value of SubfileType, the predecessor of NewSubfileType. */
const OLD_REDUCED = 2;

/**
 * Returns the pages that are separate images, not reduced copies, pyramid levels or masks. If the
 * chain has none, the SubIFDs are searched.
 */
export async function fullPages({ directories, directoryAt }: TiffFile): Promise<TiffPage[]> {
  const pages: TiffPage[] = [];
  for (const [index, directory] of directories.entries()) {
    if (await isFull(directory)) pages.push(await readPage(directory, index));
  }
  if (pages.length > 0) return pages;
  for (const [index, directory] of directories.entries()) {
    const offsets = await directory.numbers(TAGS.subIfds);
    for (const [subIfd, offset] of offsets.entries()) {
      const below = await directoryAt(offset);
      if (below && (await isFull(below))) pages.push({ ...(await readPage(below, index)), subIfd });
    }
  }
  return pages;
}

/** Returns the page with the most pixels; among equals the first. */
export function largestPage(pages: readonly TiffPage[]): TiffPage | undefined {
  return pages.reduce<TiffPage | undefined>(
    (best, page) => (best && area(best) >= area(page) ? best : page),
    undefined,
  );
}

const area = ({ width, height }: TiffPage): number => width * height;

async function isFull(directory: TiffDirectory): Promise<boolean> {
  if ((await directory.number(TAGS.photometric)) === MASK) return false;
  const type = await directory.number(TAGS.newSubfileType);
  if (type !== undefined) return (type & REDUCED_BITS) === 0;
  return (await directory.number(TAGS.subfileType)) !== OLD_REDUCED;
}

/** Reads a page. Defaults are those of TIFF 6.0, section 8. */
export async function readPage(directory: TiffDirectory, index: number): Promise<TiffPage> {
  const number = async (tag: number, standard: number) => (await directory.number(tag)) ?? standard;
  const samplesPerPixel = await number(TAGS.samplesPerPixel, 1);
  const perSample = async (tag: number) => {
    const values = await directory.numbers(tag);
    return Array.from({ length: samplesPerPixel }, (_, i) => values[i] ?? values[0] ?? 1);
  };
  return {
    directory,
    index,
    width: await number(TAGS.imageWidth, 0),
    height: await number(TAGS.imageLength, 0),
    bits: await perSample(TAGS.bitsPerSample),
    sampleFormats: await perSample(TAGS.sampleFormat),
    samplesPerPixel,
    photometric: await number(TAGS.photometric, -1),
    compression: await number(TAGS.compression, 1),
    isPlanar: (await number(TAGS.planarConfiguration, 1)) === 2,
    extraSamples: await directory.numbers(TAGS.extraSamples),
    orientation: await number(TAGS.orientation, 1),
  };
}
