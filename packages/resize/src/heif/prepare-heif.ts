import { corrupt, unsupportedFeature } from '../errors.ts';
import { prepareJpeg } from '../jpeg/prepare-jpeg.ts';
import { withOrientation } from '../jpeg/with-orientation.ts';
import { HEIF_CODECS } from '../media-type.ts';
import type { MediaType } from '../media-type.ts';
import type { Header } from '../sharp-pixels.ts';
import type { Still } from '../still.ts';
import { boxesOf } from './boxes.ts';
import { endsTooEarly } from './ends-too-early.ts';
import { readHeifItems } from './heif-items.ts';
import type { HeifItems } from './heif-items.ts';
import { readHeifPrimary } from './heif-primary.ts';
import type { HeifPrimary } from './heif-primary.ts';

/**
 * The primary image of a HEIF file: its codec decides who decodes it, whatever the brands say.
 * @throws ImageError `corrupt`, or `unsupported-feature` that names what has no decoder
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
  return {
    mediaType,
    bytes: isAvif ? withKnownBrand(bytes) : bytes,
    decoder: isAvif ? 'sharp' : 'libheif',
    frameCount: 1,
    ...(isAvif ? { isPremultiplied, isLimitedGrey } : { header: headerOf(primary) }),
    colorCoding: iccProfile ? undefined : colorCoding,
  };
}

/** libvips opens AVIF by its major brand alone, and knows these. */
const KNOWN_BRANDS: readonly string[] = ['avif', 'mif1'];
const MAJOR_BRAND_AT = 8;

function withKnownBrand(bytes: Uint8Array): Uint8Array {
  const major = Buffer.from(bytes.subarray(MAJOR_BRAND_AT, MAJOR_BRAND_AT + 4)).toString('latin1');
  if (KNOWN_BRANDS.includes(major)) return bytes;
  const copy = Buffer.from(bytes);
  copy.write('avif', MAJOR_BRAND_AT, 'latin1');
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

const headerOf = (primary: HeifPrimary): Header => ({
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
});

/** A JPEG whose bytes stand in the file as one item; its tables may be a property (`jpgC`). */
function jpegItem(bytes: Uint8Array, heif: HeifItems, primary: HeifPrimary): Still {
  const { item, orientation, iccProfile, colorCoding } = primary;
  if (item.type !== 'jpeg') throw unsupportedFeature('image/heif', 'HEIF grid of JPEG tiles');
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const tables = item.properties.find(({ type }) => type === 'jpgC')?.body ?? Buffer.alloc(0);
  const extents = heif.extentsOf(item.id).map(({ isInIdat, offset, length }) => {
    const from = isInIdat ? heif.idat : file;
    return from.subarray(offset, length === 0 ? undefined : offset + length);
  });
  const jpeg = withOrientation(Buffer.concat([tables, ...extents]), orientation);
  return {
    ...prepareJpeg(jpeg),
    mediaType: 'image/heif',
    frameCount: 1,
    colorCoding: iccProfile ? undefined : colorCoding,
  };
}
