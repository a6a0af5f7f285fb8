import { BoxReader } from '../heif/boxes.ts';

/** The contents of the sections before the composite image of a PSD or PSB. */
export interface PsdSections {
  readonly isLarge: boolean;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly mode: number;
  readonly colorMode: Buffer;
  readonly iccProfile: Uint8Array | undefined;
  /** False for a file that was saved without `Maximise compatibility`: it contains only layers. */
  readonly hasComposite: boolean;
  /** True if the first channel after the colours is the alpha of the composite. */
  readonly hasTransparency: boolean;
  /** Palette index of transparent pixels. */
  readonly transparentIndex: number | undefined;
  readonly compression: number;
  /** Offset of the composite's data, after the number of its compression. */
  readonly dataAt: number;
}

const SIGNATURE_BYTES = 4;
const RESERVED_BYTES = 6;
const ICC_PROFILE = 1039;
const TRANSPARENT_INDEX = 1047;
const ALPHA_IDENTIFIERS = 1053;
const VERSION_INFO = 1057;

/**
 * Reads a file up to its composite image (Adobe Photoshop File Formats Specification, 2019).
 * @returns undefined if the file ends earlier, or a section has an impossible length
 */
export function readPsdSections(file: Buffer): PsdSections | undefined {
  const reader = new BoxReader(file);
  reader.number(SIGNATURE_BYTES);
  const isLarge = reader.number(2) === 2;
  reader.number(RESERVED_BYTES);
  const channels = reader.number(2);
  const height = reader.number(4);
  const width = reader.number(4);
  const bits = reader.number(2);
  const mode = reader.number(2);
  const at = file.length - reader.left;
  const colorMode = sectionAt(file, at, 4);
  const resources = colorMode && sectionAt(file, colorMode.end, 4);
  const layers = resources && sectionAt(file, resources.end, isLarge ? 8 : 4);
  if (!layers || layers.end + 2 > file.length) return undefined;
  const found = readResources(resources.body);
  return {
    ...{ isLarge, channels, width, height, bits, mode },
    colorMode: colorMode.body,
    iccProfile: found.get(ICC_PROFILE),
    hasComposite: found.get(VERSION_INFO)?.[4] !== 0,
    hasTransparency: hasTransparency(layers.body, isLarge) || isNamed(found.get(ALPHA_IDENTIFIERS)),
    transparentIndex: transparentIndex(found.get(TRANSPARENT_INDEX)),
    compression: file.readUInt16BE(layers.end),
    dataAt: layers.end + 2,
  };
}

function sectionAt(file: Buffer, at: number, lengthBytes: 4 | 8) {
  if (at + lengthBytes > file.length) return undefined;
  const length = lengthBytes === 4 ? file.readUInt32BE(at) : Number(file.readBigUInt64BE(at));
  const end = at + lengthBytes + length;
  return end > file.length ? undefined : { body: file.subarray(at + lengthBytes, end), end };
}

const RESOURCE_HEAD_BYTES = 12;
const PALETTE_COLORS = 256;

/**
 * Reads image resources by their number. Each has a signature, a number, a name and data, both
 * padded to even lengths.
 */
function readResources(section: Buffer): ReadonlyMap<number, Buffer> {
  const resources = new Map<number, Buffer>();
  for (let at = 0; at + RESOURCE_HEAD_BYTES <= section.length;) {
    const id = section.readUInt16BE(at + 4);
    const nameBytes = 1 + section[at + 6]!;
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    if (sizeAt + 4 > section.length) break;
    const size = section.readUInt32BE(sizeAt);
    resources.set(id, section.subarray(sizeAt + 4, sizeAt + 4 + size));
    at = sizeAt + 4 + size + (size % 2);
  }
  return resources;
}

/** The identifier 0 stands for the transparency; other channels are selections of the user. */
function isNamed(identifiers: Buffer | undefined): boolean {
  return identifiers !== undefined && identifiers.length >= 4 && identifiers.readUInt32BE(0) === 0;
}

function transparentIndex(resource: Buffer | undefined): number | undefined {
  const index = resource && resource.length >= 2 ? resource.readUInt16BE(0) : PALETTE_COLORS;
  return index < PALETTE_COLORS ? index : undefined;
}

/**
 * A negative count of layers means transparency; deep images store the layers in a separate block.
 */
function hasTransparency(section: Buffer, isLarge: boolean): boolean {
  const lengthBytes = isLarge ? 8 : 4;
  const info = sectionAt(section, 0, lengthBytes);
  if (!info) return false;
  if (info.body.length >= 2) return info.body.readInt16BE(0) < 0;
  const mask = sectionAt(section, info.end, 4);
  const at = mask ? section.indexOf('8BIMLr16', mask.end, 'latin1') : -1;
  const deep = at < 0 ? undefined : sectionAt(section, at + 8, lengthBytes);
  return deep !== undefined && deep.body.length >= 2 && deep.body.readInt16BE(0) < 0;
}
