import ExifReader from 'exifreader';
import type { RawCameraFacts } from './camera-facts.ts';
import { type Tags, textIn } from './exif-tags.ts';

/**
 * Bytes beyond this are not read. Cameras write their facts first. Parsing directories whose
 * entries overlap takes time that grows with the square of the size: at most 0.2 s for this limit.
 */
const MAX_EXIF_BYTES = 512 * 1024;

/** The list excludes location, serial number and names, which are never read. */
const EXIF_TAGS = [
  'Make',
  'Model',
  'LensModel',
  'DateTimeOriginal',
  'SubSecTimeOriginal',
  'OffsetTimeOriginal',
  'FocalLength',
  'ExposureTime',
  'FNumber',
  'ISOSpeedRatings',
] as const;

/** Reads the facts of an EXIF block; none if it cannot be parsed. */
export function readExif(block: Uint8Array): Partial<RawCameraFacts> {
  const hasPrefix = Buffer.from(block.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  const tiff = block.subarray(hasPrefix ? 6 : 0, MAX_EXIF_BYTES);
  const tags = tagsIn(tiff);
  if (tags === undefined) return {};
  const fraction = textIn(tags, 'SubSecTimeOriginal')?.trim();
  const time = textIn(tags, 'DateTimeOriginal');
  return {
    cameraMake: textIn(tags, 'Make'),
    cameraModel: textIn(tags, 'Model'),
    lensModel: textIn(tags, 'LensModel'),
    capturedAt: time && /^\d+$/.test(fraction ?? '') ? `${time}.${fraction}` : time,
    captureZone: textIn(tags, 'OffsetTimeOriginal')?.trim(),
    focalLengthMm: fractionIn(tags, 'FocalLength'),
    exposureSeconds: fractionIn(tags, 'ExposureTime'),
    fNumber: fractionIn(tags, 'FNumber'),
    isoSpeed: [tags['ISOSpeedRatings']?.value].flat()[0],
  };
}

function tagsIn(tiff: Uint8Array): Tags | undefined {
  try {
    const includeTags: object = { exif: EXIF_TAGS };
    const tags = ExifReader.load(Buffer.from(tiff), { expanded: true, includeTags });
    return tags.exif as unknown as Tags | undefined;
  } catch {
    return undefined;
  }
}

function fractionIn(tags: Tags, name: string): string | undefined {
  const value = tags[name]?.value;
  return Array.isArray(value) && value.length === 2 ? value.join('/') : undefined;
}
