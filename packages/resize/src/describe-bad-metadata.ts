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

export function isIcc(profile: Uint8Array): boolean {
  if (profile.length < ICC_HEADER_BYTES) return false;
  const bytes = Buffer.from(profile.buffer, profile.byteOffset, profile.length);
  const signature = bytes.toString('latin1', ICC_SIGNATURE_AT, ICC_SIGNATURE_AT + 4);
  return signature === 'acsp' && bytes.readUInt32BE(0) <= bytes.length;
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
