import { bytesSource } from '../byte-source.ts';
import { corrupt, unsupportedFeature } from '../errors.ts';
import type { Header } from '../sharp-pixels.ts';
import type { Still } from '../still.ts';
import { isTransparent, outputBits } from './decode-tiff-samples.ts';
import { selectTiffDecoder } from './select-tiff-decoder.ts';
import { channelCount, isConverted } from './tiff-colors.ts';
import { readTiff } from './tiff-directories.ts';
import { fullPages, largestPage, type TiffPage } from './tiff-page.ts';
import type { TiffBlocks, TiffSamples } from './tiff-samples.ts';
import { TIFF_TAGS as TAGS } from './tiff-tags.ts';

/**
 * Prepares the largest full-resolution page of a TIFF, and selects its decoder.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export async function prepareTiff(bytes: Uint8Array): Promise<Still> {
  const file = await readTiff(bytesSource(bytes));
  if (!file || file.directories.length === 0) {
    throw corrupt('image/tiff', undefined, 'a file without a directory');
  }
  const pages = await fullPages(file);
  const page = largestPage(pages);
  if (!page) throw unsupportedFeature('image/tiff', 'TIFF without a full-resolution page');
  if (page.width === 0 || page.height === 0) {
    throw corrupt('image/tiff', undefined, `a page of ${page.width} × ${page.height}`);
  }
  const decoder = selectTiffDecoder(page);
  const isAlone = file.directories.length === 1 && page.subIfd === undefined;
  return {
    mediaType: 'image/tiff',
    bytes,
    decoder,
    frameCount: pages.length,
    ...(isAlone ? {} : { page: page.index }),
    ...(page.subIfd === undefined ? {} : { subIfd: page.subIfd }),
    ...(decoder === 'sharp' ? {} : await decodedHere(page, file.isLittleEndian)),
  };
}

async function decodedHere(page: TiffPage, isLittleEndian: boolean) {
  const samples = await samplesOf(page, isLittleEndian);
  return { samples, header: headerOfSamples(samples) };
}

/** EXIF orientations from 5 on swap width and height. */
const isOnItsSide = (orientation: number): boolean => orientation >= 5 && orientation <= 8;

/** Returns the header of the still that `decodeTiffSamples` will return. */
export function headerOfSamples(samples: TiffSamples): Header {
  const { width, height, orientation, iccProfile } = samples;
  const hasAlpha = isTransparent(samples);
  const channels = channelCount(samples);
  return {
    width: isOnItsSide(orientation) ? height : width,
    height: isOnItsSide(orientation) ? width : height,
    pageCount: 1,
    channels: channels + (hasAlpha ? 1 : 0),
    bytesPerSample: outputBits(samples) / 8,
    hasAlpha,
    isTurned: orientation > 1,
    iccProfile: isConverted(samples) ? undefined : iccProfile,
    exif: undefined,
    space: SPACES[channels],
    isSequentialJpeg: false,
  };
}

const SPACES = { 1: 'grey', 3: 'rgb', 4: 'cmyk' } as const;

async function samplesOf(page: TiffPage, isLittleEndian: boolean): Promise<TiffSamples> {
  const { directory, width, height, samplesPerPixel, photometric } = page;
  const [low] = await directory.numbers(TAGS.sMinSampleValue);
  const [high] = await directory.numbers(TAGS.sMaxSampleValue);
  const isRanged = low !== undefined && high !== undefined && low < high;
  return {
    ...{ width, height, samplesPerPixel, photometric, isLittleEndian },
    bits: page.bits[0] ?? 1,
    sampleFormat: page.sampleFormats[0] ?? 1,
    compression: page.compression,
    predictor: (await directory.number(TAGS.predictor)) ?? 1,
    isPlanar: page.isPlanar && samplesPerPixel > 1,
    alpha: alphaOf(page),
    range: isRanged ? [low, high] : undefined,
    noData: await noDataOf(page),
    colorMap: await directory.numbers(TAGS.colorMap),
    yCbCr: {
      coefficients: await directory.numbers(TAGS.yCbCrCoefficients),
      subsampling: await directory.numbers(TAGS.yCbCrSubSampling),
      referenceBlackWhite: await directory.numbers(TAGS.referenceBlackWhite),
    },
    blocks: await blocksOf(page),
    orientation: page.orientation,
    iccProfile: await directory.bytes(TAGS.iccProfile),
  };
}

/** Returns NaN if the file gives none. */
async function noDataOf({ directory }: TiffPage): Promise<number> {
  const text = Buffer.from((await directory.bytes(TAGS.gdalNoData)) ?? []).toString('latin1');
  return Number.parseFloat(text);
}

/** Returns the first extra sample that is alpha; unspecified samples are ignored. */
function alphaOf({ extraSamples, samplesPerPixel }: TiffPage): TiffSamples['alpha'] {
  const index = extraSamples.findIndex((kind) => kind === 1 || kind === 2);
  if (index < 0) return undefined;
  const sample = samplesPerPixel - extraSamples.length + index;
  return { sample, matte: extraSamples[index] === 1 ? 'black' : undefined };
}

async function blocksOf({ directory, width, height }: TiffPage): Promise<TiffBlocks> {
  const isTiled = directory.has(TAGS.tileOffsets);
  const rowsPerStrip = (await directory.number(TAGS.rowsPerStrip)) ?? height;
  return {
    isTiled,
    width: isTiled ? ((await directory.number(TAGS.tileWidth)) ?? 0) : width,
    height: isTiled
      ? ((await directory.number(TAGS.tileLength)) ?? 0)
      : Math.max(1, Math.min(rowsPerStrip, height)),
    offsets: await directory.numbers(isTiled ? TAGS.tileOffsets : TAGS.stripOffsets),
    byteCounts: await directory.numbers(isTiled ? TAGS.tileByteCounts : TAGS.stripByteCounts),
  };
}
