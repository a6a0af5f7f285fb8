import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import ExifReader from 'exifreader';
import type { CameraFacts, RawCameraFacts } from './camera-facts.ts';
import { checkCameraFacts } from './check-camera-facts.ts';

/** Metadata blocks as decoders return them. */
export interface MetadataBlocks {
  /** A TIFF structure (CIPA DC-008). In some containers `Exif` and two zero bytes precede it. */
  readonly exif: Uint8Array | undefined;
  /** An XMP packet: XML (ISO 16684-1). */
  readonly xmp: Uint8Array | undefined;
}

/**
 * Bytes beyond this are not read. Cameras write their facts first. Parsing directories whose
 * entries overlap takes time that grows with the square of the size: at most 0.2 s for this limit.
 */
const MAX_EXIF_BYTES = 512 * 1024;
/** Cameras write smaller packets; larger ones contain an editing history. */
const MAX_XMP_BYTES = 128 * 1024;

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

/**
 * Reads the camera facts from EXIF, and from XMP where EXIF has no value. A block that cannot be
 * parsed is ignored.
 */
export function readCameraFacts({ exif, xmp }: MetadataBlocks): CameraFacts {
  const fromExif = checkCameraFacts(readExif(exif));
  const fromXmp = checkCameraFacts(readXmp(xmp));
  const { capturedAt, captureZone } = fromExif.capturedAt === null ? fromXmp : fromExif;
  const facts = Object.entries(fromExif).map(([name, value]) => [
    name,
    value ?? fromXmp[name as keyof CameraFacts],
  ]);
  return { ...(Object.fromEntries(facts) as unknown as CameraFacts), capturedAt, captureZone };
}

const NOTHING = {} as RawCameraFacts;

type Tags = Readonly<Record<string, { readonly value: unknown } | undefined>>;

function readExif(block: Uint8Array | undefined): RawCameraFacts {
  if (block === undefined) return NOTHING;
  const hasPrefix = Buffer.from(block.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  const tiff = block.subarray(hasPrefix ? 6 : 0, MAX_EXIF_BYTES);
  const tags = load(tiff, { exif: [...EXIF_TAGS] })?.exif;
  if (tags === undefined) return NOTHING;
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

function readXmp(block: Uint8Array | undefined): RawCameraFacts {
  if (block === undefined || block.length > MAX_XMP_BYTES) return NOTHING;
  const packet = packetOf(block);
  const tags = packet && load(packet, { xmp: true })?.xmp;
  if (tags === undefined) return NOTHING;
  const time = textIn(tags, 'DateTimeOriginal') ?? textIn(tags, 'DateCreated');
  return {
    cameraMake: textIn(tags, 'Make'),
    cameraModel: textIn(tags, 'Model'),
    lensModel: textIn(tags, 'LensModel') ?? textIn(tags, 'Lens'),
    capturedAt: time,
    captureZone: /(?:Z|[+-]\d\d:\d\d)$/.exec(time ?? '')?.[0],
    focalLengthMm: textIn(tags, 'FocalLength'),
    exposureSeconds: textIn(tags, 'ExposureTime'),
    fNumber: textIn(tags, 'FNumber'),
    isoSpeed: firstOf(tags, 'PhotographicSensitivity') ?? firstOf(tags, 'ISOSpeedRatings'),
  };
}

/** ExifReader finds XMP by this processing instruction, which some writers leave out. */
const PACKET_BEGIN = Buffer.from('<?xpacket begin=""?>');

function packetOf(block: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(block);
  const [start] = ['<x:xmpmeta', '<rdf:RDF']
    .map((element) => bytes.indexOf(element))
    .filter((at) => at >= 0);
  if (start === undefined) return undefined;
  return Buffer.concat([PACKET_BEGIN, bytes.subarray(start, bytes.lastIndexOf('>') + 1)]);
}

function load(bytes: Uint8Array, includeTags: object) {
  try {
    return ExifReader.load(Buffer.from(bytes), {
      expanded: true,
      includeTags,
      // A bundle has no `require`, by which the library would find its parser.
      domParser: new DOMParser({ onError: onErrorStopParsing }),
    }) as unknown as { readonly exif?: Tags; readonly xmp?: Tags };
  } catch {
    return undefined;
  }
}

/** ExifReader returns this text for a value whose offset lies outside the block. */
const FAULTY_VALUE = '<faulty value>';

/** Reads a text, which is a list of one item in EXIF and a plain value in XMP. */
function textIn(tags: Tags, name: string): string | undefined {
  const [value] = [tags[name]?.value].flat();
  return typeof value === 'string' && value !== FAULTY_VALUE ? value : undefined;
}

function fractionIn(tags: Tags, name: string): string | undefined {
  const value = tags[name]?.value;
  return Array.isArray(value) && value.length === 2 ? value.join('/') : undefined;
}

/** Reads the first value of a list; XMP's lists contain items with values of their own. */
function firstOf(tags: Tags, name: string): unknown {
  const [value] = [tags[name]?.value].flat();
  return (value as { readonly value?: unknown } | undefined)?.value ?? value;
}
