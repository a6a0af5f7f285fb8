import { ImageError } from './errors.ts';
import { readHeifItems } from './heif/heif-items.ts';
import { readHeifPrimary } from './heif/heif-primary.ts';
import { isSvg } from './svg/svg-text.ts';

/** Camera raw files, whose embedded preview is used. */
export const RAW_MEDIA_TYPES = [
  'image/x-adobe-dng',
  'image/x-nikon-nef',
  'image/x-nikon-nrw',
  'image/x-canon-cr2',
  'image/x-canon-cr3',
  'image/x-sony-arw',
  'image/x-olympus-orf',
  'image/x-panasonic-rw2',
  'image/x-fuji-raf',
  'image/x-pentax-pef',
  'image/x-samsung-srw',
  'image/x-raw',
] as const;

export type RawMediaType = (typeof RAW_MEDIA_TYPES)[number];

/** The types that are decoded; all others are rejected before a decoder runs. */
export const ALLOWED_MEDIA_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/tiff',
  'image/avif',
  'image/heic',
  'image/heif',
  'image/bmp',
  'image/x-icon',
  'image/vnd.adobe.photoshop',
  'image/jxl',
  'image/jp2',
  'image/svg+xml',
  ...RAW_MEDIA_TYPES,
] as const;

export type MediaType = (typeof ALLOWED_MEDIA_TYPES)[number];

/** Returns the types that are decoded if some are excluded. */
export function mediaTypesExcept(excludedTypes: readonly MediaType[]): MediaType[] {
  return ALLOWED_MEDIA_TYPES.filter((mediaType) => !excludedTypes.includes(mediaType));
}

interface Signature {
  readonly mediaType: string;
  /** Hexadecimal bytes; `..` matches any byte. */
  readonly magic: string;
}

/** Also contains types that are rejected, so that the error can name them. */
const SIGNATURES: readonly Signature[] = [
  { mediaType: 'image/jpeg', magic: 'ffd8ff' },
  { mediaType: 'image/png', magic: '89504e470d0a1a0a' },
  { mediaType: 'image/gif', magic: '474946383961' },
  { mediaType: 'image/gif', magic: '474946383761' },
  { mediaType: 'image/webp', magic: '52494646........57454250' },
  { mediaType: 'image/x-canon-cr2', magic: '49492a00........4352' },
  { mediaType: 'image/x-olympus-orf', magic: '4949524f' },
  { mediaType: 'image/x-olympus-orf', magic: '49495253' },
  { mediaType: 'image/x-olympus-orf', magic: '4d4d4f52' },
  { mediaType: 'image/x-panasonic-rw2', magic: '49495500' },
  { mediaType: 'image/x-fuji-raf', magic: '46554a4946494c4d4343442d524157' },
  { mediaType: 'image/tiff', magic: '49492a00' },
  { mediaType: 'image/tiff', magic: '4d4d002a' },
  { mediaType: 'image/tiff', magic: '49492b00' },
  { mediaType: 'image/tiff', magic: '4d4d002b' },
  { mediaType: 'image/bmp', magic: '424d' },
  // A cursor file without entries begins like these.
  { mediaType: 'image/x-tga', magic: '0000020000000000' },
  { mediaType: 'image/x-tga', magic: '00000a0000000000' },
  { mediaType: 'image/x-icon', magic: '00000100..00' },
  { mediaType: 'image/x-icon', magic: '00000200..00' },
  { mediaType: 'image/jxl', magic: 'ff0a' },
  { mediaType: 'image/jxl', magic: '0000000c4a584c20' },
  { mediaType: 'image/jp2', magic: '0000000c6a502020' },
  { mediaType: 'image/jp2', magic: 'ff4fff51' },
  { mediaType: 'image/vnd.adobe.photoshop', magic: '38425053' },
  { mediaType: 'image/qoi', magic: '716f6966' },
  { mediaType: 'image/x-exr', magic: '762f3101' },
  { mediaType: 'image/vnd-ms.dds', magic: '44445320' },
  { mediaType: 'image/icns', magic: '69636e73' },
  { mediaType: 'video/webm', magic: '1a45dfa3' },
  { mediaType: 'application/postscript', magic: '25215053' },
  { mediaType: 'application/pdf', magic: '255044462d' },
  { mediaType: 'application/zip', magic: '504b0304' },
];

/** Brands of HEIF (ISO/IEC 23008-12) and of Canon, with the media type that each suggests. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ['avif', 'image/avif'],
  ['avis', 'image/avif'],
  ['heic', 'image/heic'],
  ['heix', 'image/heic'],
  ['heim', 'image/heic'],
  ['heis', 'image/heic'],
  ['hevc', 'image/heic'],
  ['hevx', 'image/heic'],
  ['hevm', 'image/heic'],
  ['hevs', 'image/heic'],
  ['crx ', 'image/x-canon-cr3'],
  ['mif1', 'image/heif'],
  ['mif2', 'image/heif'],
  ['mif3', 'image/heif'],
  ['msf1', 'image/heif'],
  ['miaf', 'image/heif'],
  ['unif', 'image/heif'],
  ['jpeg', 'image/heif'],
  ['jpgs', 'image/heif'],
]);

/** Major brands of the files of phones and cameras that are not images (ISO/IEC 14496-12). */
const VIDEO_BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^qt {2}/, 'video/quicktime'],
  [/^(iso[0-9a-z]|mp4[0-9]|avc1|M4V )/, 'video/mp4'],
  [/^3g[p2]/, 'video/3gpp'],
];

/** Media types by the item type of the primary item. */
export const HEIF_CODECS: ReadonlyMap<string, MediaType> = new Map([
  ['av01', 'image/avif'],
  ['hvc1', 'image/heic'],
  ['hev1', 'image/heic'],
  ['jpeg', 'image/heif'],
  ['unci', 'image/heif'],
]);

/** Number of bytes of a `ftyp` box that are read: real boxes list fewer than 20 brands. */
const HEAD_BYTES = 256;

/**
 * Detects the media type from the first bytes, never from a name. It also recognises some types
 * that are rejected (`application/pdf`, …).
 * @returns for example `image/jpeg`; `undefined` for bytes of an unknown type
 */
export function sniffMediaType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  const byMagic = sniffSignature(head) ?? sniffHeif(bytes, head);
  return byMagic ?? (isSvg(bytes) ? 'image/svg+xml' : undefined);
}

/**
 * Returns the media type if it is on the allow-list.
 * @param excludedTypes types of the list that are rejected
 * @throws ImageError `unsupported-type`
 */
export function requireAllowedType(
  bytes: Uint8Array,
  excludedTypes: readonly MediaType[],
): MediaType {
  const sniffed = sniffMediaType(bytes);
  const allowed = ALLOWED_MEDIA_TYPES.find((mediaType) => mediaType === sniffed);
  if (!allowed) throw unsupportedType(sniffed ?? 'content of no known image type', excludedTypes);
  rejectExcluded(allowed, excludedTypes);
  return allowed;
}

/** @throws ImageError `unsupported-type` */
export function rejectExcluded(mediaType: MediaType, excludedTypes: readonly MediaType[]): void {
  if (excludedTypes.includes(mediaType)) throw unsupportedType(mediaType, excludedTypes);
}

function unsupportedType(received: string, excludedTypes: readonly MediaType[]): ImageError {
  return new ImageError('unsupported-type', {
    subject: 'media type',
    expected: `one of ${mediaTypesExcept(excludedTypes).join(', ')}`,
    received,
  });
}

function sniffSignature(head: Buffer): string | undefined {
  return SIGNATURES.find(({ magic }) =>
    new RegExp(`^${magic}`).test(head.toString('hex', 0, magic.length / 2)),
  )?.mediaType;
}

/**
 * Detects a HEIF type by the codec of its primary item, or by its brands if there is no primary
 * item; and videos, which have the same structure.
 */
function sniffHeif(bytes: Uint8Array, head: Buffer): string | undefined {
  if (head.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const boxEnd = Math.min(head.readUInt32BE(0), head.length, HEAD_BYTES);
  const brands = [head.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= boxEnd; at += 4) brands.push(head.toString('latin1', at, at + 4));
  const suggested = brands.flatMap((brand) => BRANDS.get(brand) ?? []);
  if (suggested.length === 0) return VIDEO_BRANDS.find(([brand]) => brand.test(brands[0]!))?.[1];
  if (suggested[0] === 'image/x-canon-cr3') return suggested[0];
  const items = readHeifItems(bytes);
  const codec = items && readHeifPrimary(items)?.codec;
  const byBrand = suggested.find((type) => type !== 'image/heif') ?? 'image/heif';
  return HEIF_CODECS.get(codec ?? '') ?? byBrand;
}
