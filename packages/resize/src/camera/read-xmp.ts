import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import ExifReader from 'exifreader';
import type { RawCameraFacts } from './camera-facts.ts';
import { type Tags, textIn } from './exif-tags.ts';

/** Cameras write smaller packets; larger ones contain an editing history. */
const MAX_XMP_BYTES = 128 * 1024;

/** Reads the facts of an XMP packet; none if it cannot be parsed. */
export function readXmp(block: Uint8Array): Partial<RawCameraFacts> {
  if (block.length > MAX_XMP_BYTES) return {};
  const packet = packetOf(block);
  const tags = packet && tagsIn(packet);
  if (tags === undefined) return {};
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

function tagsIn(packet: Buffer): Tags | undefined {
  try {
    return ExifReader.load(packet, {
      expanded: true,
      includeTags: { xmp: true },
      // A bundle has no `require`, by which the library would find its parser.
      domParser: new DOMParser({ onError: onErrorStopParsing }),
    }).xmp as unknown as Tags | undefined;
  } catch {
    return undefined;
  }
}

/** Reads the first value of a list; XMP's lists contain items with values of their own. */
function firstOf(tags: Tags, name: string): unknown {
  const [value] = [tags[name]?.value].flat();
  return (value as { readonly value?: unknown } | undefined)?.value ?? value;
}
