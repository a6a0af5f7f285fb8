import type { Header } from './sharp-pixels.ts';

/** Length of an ICC header, which has its signature at offset 36 (ICC.1:2022, 7.2). */
const ICC_HEADER_BYTES = 128;
const ICC_SIGNATURE_AT = 36;

/** Describes broken metadata, which is ignored because the image is complete without it. */
export function describeBadMetadata({ iccProfile, exif }: Header): string[] {
  return [
    ...(iccProfile && !isIcc(iccProfile) ? ['The colour profile is invalid'] : []),
    ...(exif && !isExif(exif) ? ['The EXIF data is invalid'] : []),
  ];
}

/** Returns true for an ICC profile that defines colours. */
export function isIcc(profile: Uint8Array): boolean {
  if (profile.length < ICC_HEADER_BYTES) return false;
  const bytes = Buffer.from(profile.buffer, profile.byteOffset, profile.length);
  const signature = bytes.toString('latin1', ICC_SIGNATURE_AT, ICC_SIGNATURE_AT + 4);
  return signature === 'acsp' && bytes.readUInt32BE(0) <= bytes.length && hasColorants(bytes);
}

/** The position of a tag is in a table of 12 bytes per tag, after the header and a count. */
const TAG_BYTES = 12;
const COLORANTS = ['rXYZ', 'gXYZ', 'bXYZ'];
/** The determinant of sRGB's colorants is 0.17, that of the widest gamuts 0.6. */
const LEAST_DETERMINANT = 0.001;

/** Returns false if red, green and blue do not span a colour space (ICC.1:2022, 9.2.4). */
function hasColorants(profile: Buffer): boolean {
  const inProfile = Math.floor((profile.length - ICC_HEADER_BYTES - 4) / TAG_BYTES);
  const count = inProfile > 0 ? Math.min(profile.readUInt32BE(ICC_HEADER_BYTES), inProfile) : 0;
  const colorants = Array.from({ length: count }, (_, index) => {
    const at = ICC_HEADER_BYTES + 4 + index * TAG_BYTES;
    const isColorant = COLORANTS.includes(profile.toString('latin1', at, at + 4));
    const valuesAt = profile.readUInt32BE(at + 4) + 8;
    if (!isColorant || valuesAt + 12 > profile.length) return [];
    return [[0, 4, 8].map((offset) => profile.readInt32BE(valuesAt + offset) / 65_536)];
  }).flat();
  const [one, two, three] = colorants;
  if (colorants.length !== COLORANTS.length || !one || !two || !three) return true;
  return Math.abs(determinant(one, two, three)) >= LEAST_DETERMINANT;
}

function determinant(one: readonly number[], two: readonly number[], three: readonly number[]) {
  const [[a = 0, b = 0, c = 0], [d = 0, e = 0, f = 0], [g = 0, h = 0, i = 0]] = [one, two, three];
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/**
 * Returns true for a TIFF header; in some containers `Exif` and two zero bytes precede it (JEITA
 * CP-3451).
 */
export function isExif(exif: Uint8Array): boolean {
  const text = Buffer.from(exif.buffer, exif.byteOffset, Math.min(exif.length, 14));
  const at = text.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0;
  return ['II*\0', 'MM\0*'].includes(text.toString('latin1', at, at + 4));
}
