import { corrupt, unsupportedFeature } from '../errors.ts';
import { prepareJpeg } from '../jpeg/prepare-jpeg.ts';
import { withOrientation } from '../jpeg/with-orientation.ts';
import { HEIF_CODECS, type MediaType } from '../media-type.ts';
import type { Header } from '../sharp-pixels.ts';
import type { Still } from '../still.ts';
import { boxesOf } from './boxes.ts';
import { endsTooEarly } from './ends-too-early.ts';
import { bytesOfItem, type HeifItems, readHeifItems } from './heif-items.ts';
import { type HeifPrimary, readHeifPrimary } from './heif-primary.ts';
import { readHeifTiling } from './heif-tiling.ts';
import { metadataBlocks } from './metadata-blocks.ts';

/**
 * Prepares the primary image of a HEIF file. Its codec selects the decoder, whatever the brands
 * say.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names the unsupported variant
 */
export function prepareHeif(bytes: Uint8Array, sniffed: MediaType): Still {
  if (endsTooEarly(bytes)) throw corrupt(sniffed);
  const items = readHeifItems(bytes);
  const primary = items && readHeifPrimary(items);
  if (!items || !primary) throw withoutPrimary(bytes, sniffed);
  const mediaType = HEIF_CODECS.get(primary.codec);
  if (!mediaType) {
    throw unsupportedFeature('image/heif', `HEIF with ${primary.codec.trim()} pixels`);
  }
  if (primary.codec === 'jpeg') return jpegItem(bytes, items, primary);
  const { iccProfile, colorCoding, isPremultiplied, isLimitedGrey } = primary;
  const isAvif = mediaType === 'image/avif';
  if (!isAvif && (primary.width === 0 || primary.height === 0)) {
    throw corrupt(mediaType, undefined, 'an image without a size');
  }
  return {
    mediaType,
    bytes: withKnownBrands(bytes, isAvif ? 'avif' : 'heic'),
    decoder: isAvif ? 'sharp' : 'libheif',
    frameCount: 1,
    isPremultiplied,
    ...(isAvif
      ? { isLimitedGrey, hasManyItems: items.items.size > MAX_ITEMS }
      : {
          header: { ...headerOf(primary), ...metadataBlocks(bytes, items) },
          tiling: readHeifTiling(bytes, items, primary),
        }),
    colorCoding: iccProfile ? undefined : colorCoding,
  };
}

/** libvips opens a file with more items only if its limits are disabled. */
const MAX_ITEMS = 256;

/** The decoders check the brands before they read the items, and support only these. */
const KNOWN_BRANDS: readonly string[] = ['avif', 'heic', 'mif1'];
const MAJOR_BRAND_AT = 8;
const COMPATIBLE_BRANDS_AT = 16;

/** Writes a brand that matches the primary item into the file type box (ISO/IEC 14496-12, 4.3). */
function withKnownBrands(bytes: Uint8Array, brand: 'avif' | 'heic'): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const brandAt = (at: number): string => file.toString('latin1', at, at + 4);
  const end = file.readUInt32BE(0);
  const compatible: string[] = [];
  for (let at = COMPATIBLE_BRANDS_AT; at + 4 <= end; at += 4) compatible.push(brandAt(at));
  const isKnown = compatible.some((each) => KNOWN_BRANDS.includes(each));
  if (isKnown && KNOWN_BRANDS.includes(brandAt(MAJOR_BRAND_AT))) return bytes;
  const copy = Buffer.from(file);
  copy.write(brand, MAJOR_BRAND_AT, 'latin1');
  if (compatible.length > 0) copy.write(brand, COMPATIBLE_BRANDS_AT, 'latin1');
  return copy;
}

function withoutPrimary(bytes: Uint8Array, mediaType: MediaType) {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const types = [...boxesOf(file)].map(({ type }) => type);
  if (types.includes('moov')) {
    return unsupportedFeature(mediaType, 'an image sequence without a primary item');
  }
  if (types.includes('mini')) return unsupportedFeature(mediaType, 'HEIF with a MinimizedImageBox');
  return corrupt(mediaType, undefined, 'a file without a primary image');
}

function headerOf(primary: HeifPrimary): Header {
  return {
    width: primary.width,
    height: primary.height,
    pageCount: 1,
    channels: primary.hasAlpha ? 4 : 3,
    bytesPerSample: primary.bits > 8 ? 2 : 1,
    hasAlpha: primary.hasAlpha,
    isTurned: false,
    iccProfile: primary.iccProfile,
    exif: undefined,
    space: 'rgb',
    isSequentialJpeg: false,
  };
}

/** Returns a JPEG that is stored as one item; its tables may be in a property (`jpgC`). */
function jpegItem(bytes: Uint8Array, heif: HeifItems, primary: HeifPrimary): Still {
  const { item, orientation, iccProfile, colorCoding } = primary;
  if (item.type !== 'jpeg') throw unsupportedFeature('image/heif', 'HEIF grid of JPEG tiles');
  const tables = item.properties.find(({ type }) => type === 'jpgC')?.body ?? Buffer.alloc(0);
  const jpeg = withOrientation(
    Buffer.concat([tables, bytesOfItem(bytes, heif, item.id)]),
    orientation,
  );
  return {
    ...prepareJpeg(jpeg),
    mediaType: 'image/heif',
    frameCount: 1,
    colorCoding: iccProfile ? undefined : colorCoding,
  };
}
