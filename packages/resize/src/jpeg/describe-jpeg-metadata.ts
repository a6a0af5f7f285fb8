import { isExif, isIcc } from '../describe-bad-metadata.ts';
import { isFrameHeader, jpegSegments } from './jpeg-markers.ts';

/** Names at the start of APP1 and APP2 segments, and the number of bytes before their contents. */
const EXIF = { marker: 0xe1, name: 'Exif\0\0', headerBytes: 4 + 6 };
/** The chunk's number and the count of chunks follow the name. */
const ICC = { marker: 0xe2, name: 'ICC_PROFILE\0', headerBytes: 4 + 12 + 2 };

/**
 * Describes EXIF and ICC profiles that are invalid and that the decoder ignores without a message.
 */
export function describeJpegMetadata(bytes: Buffer): string[] {
  const profile: Buffer[] = [];
  let hasBadExif = false;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    // Metadata precedes the frame header, so that the megabytes of pixels need not be scanned.
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
