import { isExif, isIcc } from '../describe-bad-metadata.ts';
import { isFrameHeader, jpegSegments } from './jpeg-markers.ts';

/** Names that APP1 and APP2 segments begin with, and the bytes before what they hold. */
const EXIF = { marker: 0xe1, name: 'Exif\0\0', headerBytes: 4 + 6 };
/** The name is followed by the chunk's number and the count of chunks. */
const ICC = { marker: 0xe2, name: 'ICC_PROFILE\0', headerBytes: 4 + 12 + 2 };

/** EXIF and ICC profiles that the decoder passes over without a word, because they are none. */
export function describeJpegMetadata(bytes: Buffer): string[] {
  const profile: Buffer[] = [];
  let hasBadExif = false;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    // Metadata stands before the frame header; behind it there are megabytes of pixels to pass over.
    if (isFrameHeader(marker)) break;
    const segment = bytes.subarray(start, end);
    const is = (kind: typeof EXIF) =>
      marker === kind.marker && segment.toString('latin1', 4, 4 + kind.name.length) === kind.name;
    if (is(ICC)) profile.push(segment.subarray(ICC.headerBytes));
    if (is(EXIF) && !isExif(segment.subarray(EXIF.headerBytes))) hasBadExif = true;
  }
  const hasBadProfile = profile.length > 0 && !isIcc(Buffer.concat(profile));
  return [
    ...(hasBadProfile ? ['The colour profile is invalid'] : []),
    ...(hasBadExif ? ['The EXIF data is invalid'] : []),
  ];
}
