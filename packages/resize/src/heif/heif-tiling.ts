import type { Size } from '../plan-resize.ts';
import { bytesOfItem, type HeifItem, type HeifItems } from './heif-items.ts';
import { type HeifPrimary, storedSize } from './heif-primary.ts';

/** How an image lies in tiles of one size, row by row; one that has no tiles is a single one. */
export interface HeifTiling extends Size {
  /** As stored: before it is turned. */
  readonly width: number;
  readonly height: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** As in EXIF: how what is stored becomes upright. */
  readonly orientation: number;
}

/** Each changes what a decoder shows of a tile. */
const TRANSFORMATIONS = ['clap', 'irot', 'imir'];

/**
 * Where an image can be decoded tile by tile: without alpha, a crop, or items that are neither coded
 * nor a grid of coded ones (ISO/IEC 23008-12, 6.6.2.3).
 * @returns undefined for others
 */
export function readHeifTiling(
  bytes: Uint8Array,
  heif: HeifItems,
  { item, codec, hasAlpha, orientation }: HeifPrimary,
): HeifTiling | undefined {
  const isCropped = item.properties.some(({ type }) => type === 'clap');
  const size = storedSize(item);
  if (hasAlpha || isCropped || size.width === 0 || size.height === 0) return undefined;
  const { width: tileWidth, height: tileHeight } = size;
  if (item.type === codec) {
    return { ...size, tileWidth, tileHeight, columns: 1, rows: 1, orientation };
  }
  return item.type === 'grid' ? gridTiling(bytes, heif, item, orientation) : undefined;
}

function gridTiling(bytes: Uint8Array, heif: HeifItems, item: HeifItem, orientation: number) {
  // Version, flags, rows less one, columns less one, and a size that is that of the item.
  const [, , lastRow, lastColumn] = bytesOfItem(bytes, heif, item.id);
  const ids = heif.references.find(({ type, from }) => type === 'dimg' && from === item.id)?.to;
  const tiles = (ids ?? []).flatMap((id) => heif.items.get(id) ?? []);
  const [first] = tiles;
  if (lastRow === undefined || lastColumn === undefined || !first) return undefined;
  const { width: tileWidth, height: tileHeight } = storedSize(first);
  const [rows, columns] = [lastRow + 1, lastColumn + 1];
  const { width, height } = storedSize(item);
  const isAlike = tiles.every((tile) => {
    const size = storedSize(tile);
    const isTransformed = tile.properties.some(({ type }) => TRANSFORMATIONS.includes(type));
    return size.width === tileWidth && size.height === tileHeight && !isTransformed;
  });
  const isCovered =
    tiles.length === rows * columns &&
    width > (columns - 1) * tileWidth &&
    width <= columns * tileWidth &&
    height > (rows - 1) * tileHeight &&
    height <= rows * tileHeight;
  if (!isAlike || !isCovered) return undefined;
  return { width, height, tileWidth, tileHeight, columns, rows, orientation };
}

const SHRINKS = [8, 4, 2];

/** A box that the image fills in part becomes a whole pixel: the share that a side may grow by. */
const MOST_STRETCH = 1 / 1_000;

/** The rest is left to a better filter than the mean of a box. */
const LEAST_REST = 1.5;

/**
 * By how much tiles are shrunk as they are decoded.
 * @param size of the upright image that is wanted
 * @returns 1 where they are not
 */
export function shrinkOf(tiling: HeifTiling, size: Size): number {
  const { width, height, tileWidth, tileHeight, columns, rows, orientation } = tiling;
  const isOnItsSide = orientation >= 5;
  const across = width / (isOnItsSide ? size.height : size.width);
  const down = height / (isOnItsSide ? size.width : size.height);
  const isWhole = (shrink: number): boolean =>
    (columns === 1 || tileWidth % shrink === 0) && (rows === 1 || tileHeight % shrink === 0);
  const isTrue = (shrink: number): boolean =>
    [width, height].every((side) => Math.ceil(side / shrink) * shrink <= side * (1 + MOST_STRETCH));
  const fits = (shrink: number): boolean => Math.min(across, down) >= shrink * LEAST_REST;
  return SHRINKS.find((shrink) => fits(shrink) && isWhole(shrink) && isTrue(shrink)) ?? 1;
}
