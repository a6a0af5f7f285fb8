import { jpegSegments, SOI, SOS } from './jpeg-markers.ts';

const APP1 = 0xe1;
const EXIF = 'Exif\0\0';

/** Replaces the EXIF of a JPEG by one that contains only an orientation (1–8). */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const parts: Buffer[] = [Buffer.from([0xff, SOI]), exifSegment(orientation)];
  for (const { marker, start, end } of jpegSegments(jpeg)) {
    if (marker === SOS) {
      parts.push(jpeg.subarray(start));
      break;
    }
    const isExif = marker === APP1 && jpeg.toString('latin1', start + 4, start + 10) === EXIF;
    if (!isExif) parts.push(jpeg.subarray(start, end));
  }
  return Buffer.concat(parts);
}

/** Builds a directory with one entry (JEITA CP-3451, 4.6): Orientation, one SHORT. */
function exifSegment(orientation: number): Buffer {
  const tiff = Buffer.from(
    '49492a0008000000' + '0100' + '12010300010000000000' + '0000' + '00000000',
    'hex',
  );
  tiff.writeUInt16LE(orientation, 18);
  const segment = Buffer.concat([
    Buffer.from([0xff, APP1, 0, 0]),
    Buffer.from(EXIF, 'latin1'),
    tiff,
  ]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return segment;
}
