import { type ColorCoding, photoColor } from '../color/color-coding.ts';
import type { Size } from '../plan-resize.ts';
import { BoxReader } from './boxes.ts';
import type { HeifItem, HeifItems, HeifProperty } from './heif-items.ts';

/** Describes the primary item of a HEIF file. */
export interface HeifPrimary {
  readonly item: HeifItem;
  /** Item type of the coded pixels, such as `hvc1`; for a grid the type of its tiles. */
  readonly codec: string;
  /** Width in pixels as shown: cropped and rotated. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation that corresponds to `irot` and `imir`. */
  readonly orientation: number;
  /** Bits per channel. */
  readonly bits: number;
  readonly channelCount: number;
  readonly hasAlpha: boolean;
  readonly isPremultiplied: boolean;
  readonly iccProfile: Buffer | undefined;
  readonly colorCoding: ColorCoding | undefined;
  /** True for a grey image for which `nclx` declares the limited range. */
  readonly isLimitedGrey: boolean;
}

const ALPHA_TYPES = [
  'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha',
  'urn:mpeg:hevc:2015:auxid:1',
  'urn:mpeg:avc:2015:auxid:1',
];

/** @returns undefined if there is no primary item, or it has no size */
export function readHeifPrimary(heif: HeifItems): HeifPrimary | undefined {
  const item = heif.items.get(heif.primaryId ?? -1);
  if (!item) return undefined;
  const coded = codedItem(heif, item);
  const colors = [...item.properties, ...coded.properties];
  const alphaIds = heif.references
    .filter(({ type, to }) => type === 'auxl' && to.includes(item.id))
    .map(({ from }) => from)
    .filter((id) => isAlpha(heif.items.get(id)));
  const channels = channelsOf(colors);
  const nclx = nclxOf(colors);
  return {
    item,
    codec: coded.type,
    ...shownSize(item),
    orientation: orientationOf(item.properties),
    ...channels,
    hasAlpha: alphaIds.length > 0,
    isPremultiplied: heif.references.some(({ type, from }) => type === 'prem' && from === item.id),
    iccProfile: iccOf(colors),
    colorCoding: nclx && photoColor(nclx.primaries, nclx.transfer),
    isLimitedGrey: channels.channelCount === 1 && nclx !== undefined && !nclx.isFullRange,
  };
}

/**
 * Returns the first coded item of a derived item (grid, overlay, identity, tone map), or the item
 * itself.
 */
function codedItem(heif: HeifItems, item: HeifItem): HeifItem {
  let coded = item;
  for (let depth = 0; depth < 4; depth++) {
    const { id } = coded;
    const reference = heif.references.find(({ type, from }) => type === 'dimg' && from === id);
    const source = heif.items.get(reference?.to[0] ?? -1);
    if (!source) break;
    coded = source;
  }
  return coded;
}

function find(properties: readonly HeifProperty[], type: string): Buffer | undefined {
  return properties.find((property) => property.type === type)?.body;
}

function isAlpha(item: HeifItem | undefined): boolean {
  const kind = find(item?.properties ?? [], 'auxC')
    ?.toString('latin1', 4)
    .split('\0')[0];
  return ALPHA_TYPES.includes(kind ?? '');
}

/** `ispe`; 0 × 0 where it is missing. */
export function storedSize({ properties }: HeifItem): Size {
  const size = new BoxReader(find(properties, 'ispe') ?? Buffer.alloc(0));
  size.fullBox();
  return { width: size.number(4), height: size.number(4) };
}

/** `clap`, `irot` and `imir` apply in the order in which they are listed. */
function shownSize(item: HeifItem): Size {
  const { properties } = item;
  let { width, height } = storedSize(item);
  for (const { type, body } of properties) {
    if (type === 'clap') [width, height] = cropped(body, width, height);
    if (type === 'irot' && (body[0] ?? 0) % 2 === 1) [width, height] = [height, width];
  }
  return { width, height };
}

function cropped(clap: Buffer, width: number, height: number): [number, number] {
  const reader = new BoxReader(clap);
  const [across, down] = [0, 1].map(() => Math.round(reader.number(4) / reader.number(4)));
  const isCrop = across! >= 1 && across! <= width && down! >= 1 && down! <= height;
  return isCrop ? [across!, down!] : [width, height];
}

/**
 * EXIF orientations by quarter turns anticlockwise, without and with mirroring before the turns.
 */
const TURNED = [1, 8, 3, 6];
const MIRRORED_THEN_TURNED = [2, 5, 4, 7];

/** Returns the EXIF orientation. `imir` 0 mirrors top and bottom, 1 left and right. */
function orientationOf(properties: readonly HeifProperty[]): number {
  let [turns, isMirrored] = [0, false];
  for (const { type, body } of properties) {
    if (type === 'irot') turns = (turns + (body[0]! & 3)) % 4;
    if (type !== 'imir') continue;
    // Mirroring after turns equals mirroring before the opposite turns.
    turns = (4 - turns + ((body[0]! & 1) === 1 ? 0 : 2)) % 4;
    isMirrored = !isMirrored;
  }
  return (isMirrored ? MIRRORED_THEN_TURNED : TURNED)[turns]!;
}

/** Reads `pixi`, or else the decoder configuration. */
function channelsOf(properties: readonly HeifProperty[]): { bits: number; channelCount: number } {
  const pixi = find(properties, 'pixi');
  const av1 = find(properties, 'av1C');
  const isMonochrome = av1 !== undefined && ((av1[2] ?? 0) & 0x10) !== 0;
  if (pixi && pixi.length >= 6) {
    return { channelCount: isMonochrome ? 1 : pixi[4]!, bits: pixi[5]! };
  }
  const hevc = find(properties, 'hvcC');
  if (hevc && hevc.length > 18) {
    return { channelCount: (hevc[16]! & 3) === 0 ? 1 : 3, bits: (hevc[17]! & 7) + 8 };
  }
  const av1Bits = ((av1?.[2] ?? 0) & 0x40) === 0 ? 8 : ((av1?.[2] ?? 0) & 0x20) === 0 ? 10 : 12;
  return { channelCount: isMonochrome ? 1 : 3, bits: av1Bits };
}

function colorBoxes(properties: readonly HeifProperty[], kinds: readonly string[]): Buffer[] {
  return properties
    .filter(({ type, body }) => type === 'colr' && kinds.includes(body.toString('latin1', 0, 4)))
    .map(({ body }) => body.subarray(4));
}

function iccOf(properties: readonly HeifProperty[]): Buffer | undefined {
  return colorBoxes(properties, ['prof', 'rICC'])[0];
}

function nclxOf(properties: readonly HeifProperty[]) {
  const [nclx] = colorBoxes(properties, ['nclx']);
  if (!nclx || nclx.length < 7) return undefined;
  const reader = new BoxReader(nclx);
  const [primaries, transfer] = [reader.number(2), reader.number(2)];
  reader.number(2);
  return { primaries, transfer, isFullRange: (reader.number(1) & 0x80) !== 0 };
}
