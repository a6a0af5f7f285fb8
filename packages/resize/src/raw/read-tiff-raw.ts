import { type ByteSource, readExactly } from '../byte-source.ts';
import type { RawMediaType } from '../media-type.ts';
import { readTiff, type TiffDirectory, type TiffFile } from '../tiff/tiff-directories.ts';
import { TIFF_TAGS as TAGS } from '../tiff/tiff-tags.ts';
import type { PreviewPlace, RawFile } from './raw-file.ts';

/** Photometric interpretations of sensor data: colour filter array and linear raw (DNG 1.7). */
const SENSOR_PHOTOMETRICS: readonly (number | undefined)[] = [32803, 34892];
/** Compressions that only raw files use: Sony, Samsung, Nikon, Pentax. */
const RAW_COMPRESSIONS: readonly (number | undefined)[] = [32767, 32769, 32770, 34713, 65535];
const JPEG_COMPRESSIONS: readonly (number | undefined)[] = [6, 7, 34892];
/** Panasonic's own tag for its preview. */
const JPG_FROM_RAW = 0x2e;
/** TIFF pages have SubIFDs, which may have SubIFDs; real files have no deeper ones. */
const MAX_DEPTH = 3;
const MAX_DIRECTORIES = 100;

/** Header versions that identify a raw format, where TIFF has 42. */
const VERSIONS: ReadonlyMap<number, RawMediaType> = new Map([
  [0x4f52, 'image/x-olympus-orf'],
  [0x5352, 'image/x-olympus-orf'],
  [0x55, 'image/x-panasonic-rw2'],
]);

/** First words of the `Make` tag. */
const MAKES: readonly (readonly [RegExp, RawMediaType])[] = [
  [/^nikon/i, 'image/x-nikon-nef'],
  [/^canon/i, 'image/x-canon-cr2'],
  [/^sony/i, 'image/x-sony-arw'],
  [/^olympus|^om digital/i, 'image/x-olympus-orf'],
  [/^panasonic|^leica/i, 'image/x-panasonic-rw2'],
  [/^pentax|^ricoh|^asahi/i, 'image/x-pentax-pef'],
  [/^samsung/i, 'image/x-samsung-srw'],
];

/**
 * Reads a raw file that is based on TIFF.
 * @returns undefined for a TIFF that is no raw file
 */
export async function readTiffRaw(source: ByteSource): Promise<RawFile | undefined> {
  const file = await readTiff(source);
  const [first] = file?.directories ?? [];
  if (!file || !first) return undefined;
  const directories = await allDirectories(file);
  const mediaType = await mediaTypeOf(source, file, first, directories);
  if (!mediaType) return undefined;
  const places = await Promise.all(directories.map(placesOf));
  return { mediaType, orientation: await first.number(TAGS.orientation), places: places.flat() };
}

async function allDirectories({ directories, directoryAt }: TiffFile): Promise<TiffDirectory[]> {
  const found: TiffDirectory[] = [];
  const seen = new Set<number>();
  const add = async (directory: TiffDirectory, depth: number): Promise<void> => {
    if (seen.has(directory.offset) || found.length >= MAX_DIRECTORIES) return;
    seen.add(directory.offset);
    found.push(directory);
    if (depth >= MAX_DEPTH) return;
    for (const offset of await directory.numbers(TAGS.subIfds)) {
      const below = await directoryAt(offset);
      if (below) await add(below, depth + 1);
    }
  };
  for (const directory of directories.slice(0, MAX_DIRECTORIES)) await add(directory, 0);
  return found;
}

async function mediaTypeOf(
  source: ByteSource,
  { version }: TiffFile,
  first: TiffDirectory,
  directories: readonly TiffDirectory[],
): Promise<RawMediaType | undefined> {
  const named = VERSIONS.get(version);
  if (named) return named;
  if (first.has(TAGS.dngVersion)) return 'image/x-adobe-dng';
  if ((await readExactly(source, 8, 2))?.toString('latin1') === 'CR') return 'image/x-canon-cr2';
  const isRaw = (await Promise.all(directories.map(holdsSensorData))).includes(true);
  if (!isRaw) return undefined;
  const [make, model] = await Promise.all([text(first, TAGS.make), text(first, TAGS.make + 1)]);
  const known = MAKES.find(([pattern]) => pattern.test(make))?.[1] ?? 'image/x-raw';
  const isNrw = known === 'image/x-nikon-nef' && /coolpix/i.test(model);
  return isNrw ? 'image/x-nikon-nrw' : known;
}

async function text(directory: TiffDirectory, tag: number): Promise<string> {
  return (await directory.bytes(tag))?.toString('latin1').replace(/\0.*$/s, '').trim() ?? '';
}

async function holdsSensorData(directory: TiffDirectory): Promise<boolean> {
  const photometric = await directory.number(TAGS.photometric);
  return (
    SENSOR_PHOTOMETRICS.includes(photometric) ||
    RAW_COMPRESSIONS.includes(await directory.number(TAGS.compression))
  );
}

/** Returns the offsets at which a directory's JPEG may be; they are checked later. */
async function placesOf(directory: TiffDirectory): Promise<PreviewPlace[]> {
  const places: PreviewPlace[] = [];
  const offset = await directory.number(TAGS.jpegInterchangeFormat);
  const byteCount = await directory.number(TAGS.jpegInterchangeFormatLength);
  if (offset !== undefined) places.push({ offset, ...(byteCount ? { byteCount } : {}) });
  const embedded = directory.place(JPG_FROM_RAW);
  if (embedded) places.push(embedded);
  const compression = await directory.number(TAGS.compression);
  const photometric = await directory.number(TAGS.photometric);
  if (!JPEG_COMPRESSIONS.includes(compression) || SENSOR_PHOTOMETRICS.includes(photometric)) {
    return places;
  }
  const offsets = await directory.numbers(TAGS.stripOffsets);
  const byteCounts = await directory.numbers(TAGS.stripByteCounts);
  if (offsets.length === 1 && byteCounts.length === 1) {
    places.push({ offset: offsets[0]!, byteCount: byteCounts[0]! });
  }
  return places;
}
