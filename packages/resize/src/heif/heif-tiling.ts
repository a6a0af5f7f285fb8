import type { Size } from '../plan-resize.ts';
import { bytesOfItem, type HeifItem, type HeifItems } from './heif-items.ts';
import { type HeifPrimary, storedSize } from './heif-primary.ts';

/** The grid of equal tiles of an image, row by row. An image without a grid is a single tile. */
export interface HeifTiling extends Size {
  /** Width in pixels as stored, before rotation. */
  readonly width: number;
  readonly height: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** Orientation of the stored pixels, as in EXIF: 1 to 8. */
  readonly orientation: number;
}

/** Properties that change how a tile is shown. */
const TRANSFORMATIONS = ['clap', 'irot', 'imir'];

/**
 * Returns the tiles of an image that can be decoded tile by tile: a coded image or a grid of coded images
 * (ISO/IEC 23008-12, 6.6.2.3), without alpha and without a crop.
 * @returns undefined for other images
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
  // The fields are version, flags, rows - 1, columns - 1, and the size, which is that of the item.
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

/** A box at the edge that is only partly filled becomes a whole pixel. A side may grow by this share. */
const MAX_STRETCH = 1 / 1_000;

/** sharp scales by at least this ratio afterwards, with a better filter than the mean of a box. */
const MIN_REMAINING_RATIO = 1.5;

/**
 * Returns the factor by which tiles are shrunk when they are decoded.
 * @param size size of the largest rendition, upright
 * @returns 1 if they are not shrunk
 */
export function shrinkOf(tiling: HeifTiling, size: Size): number {
  const { width, height, tileWidth, tileHeight, columns, rows, orientation } = tiling;
  const isOnItsSide = orientation >= 5;
  const across = width / (isOnItsSide ? size.height : size.width);
  const down = height / (isOnItsSide ? size.width : size.height);
  const dividesTiles = (shrink: number): boolean =>
    (columns === 1 || tileWidth % shrink === 0) && (rows === 1 || tileHeight % shrink === 0);
  const keepsProportions = (shrink: number): boolean =>
    [width, height].every((side) => Math.ceil(side / shrink) * shrink <= side * (1 + MAX_STRETCH));
  const fits = (shrink: number): boolean => Math.min(across, down) >= shrink * MIN_REMAINING_RATIO;
  return (
    SHRINKS.find((shrink) => fits(shrink) && dividesTiles(shrink) && keepsProportions(shrink)) ?? 1
  );
}
