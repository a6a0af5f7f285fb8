/** A colour, and the fraction (0–1] of the visible pixels that it represents. */
export interface DominantColor {
  /** sRGB colour as `#rrggbb`. */
  readonly hex: string;
  readonly fraction: number;
}

export const MAX_DOMINANT_COLORS = 5;

/** Pixels with less alpha than this are ignored. */
const MIN_VISIBLE_ALPHA = 128;

/** Colours are first counted in cells of 16 levels per channel. */
const CELL_BITS = 4;

/** Cells closer than this count as one colour. The unit is the Euclidean distance, at most 441. */
const MERGE_DISTANCE = 48;

type Rgb = readonly [number, number, number];

interface Cluster {
  readonly sum: [number, number, number];
  count: number;
}

/**
 * Returns the colours that make up most of an image, most frequent first, at most five; none for a
 * fully transparent image. The fractions add up to at most 1.
 * @param rgba 8-bit RGBA pixels
 */
export function dominantColors(rgba: Uint8Array): DominantColor[] {
  const cells = countCells(rgba);
  const visible = cells.reduce((total, { count }) => total + count, 0);
  return mergeNear(cells)
    .sort((one, other) => other.count - one.count)
    .slice(0, MAX_DOMINANT_COLORS)
    .map((cluster) => ({ hex: toHex(mean(cluster)), fraction: cluster.count / visible }));
}

function countCells(rgba: Uint8Array): Cluster[] {
  const cells = new Map<number, Cluster>();
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    if ((rgba[at + 3] ?? 0) < MIN_VISIBLE_ALPHA) continue;
    add(cells, [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0]);
  }
  return [...cells.values()].sort((one, other) => other.count - one.count);
}

function add(cells: Map<number, Cluster>, [red, green, blue]: Rgb): void {
  const shift = 8 - CELL_BITS;
  const key =
    ((red >> shift) << (2 * CELL_BITS)) | ((green >> shift) << CELL_BITS) | (blue >> shift);
  const cell = cells.get(key);
  if (!cell) return void cells.set(key, { sum: [red, green, blue], count: 1 });
  cell.sum[0] += red;
  cell.sum[1] += green;
  cell.sum[2] += blue;
  cell.count += 1;
}

/** Merges each cell into the first larger cluster that is near enough. */
function mergeNear(cells: readonly Cluster[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const cell of cells) {
    const near = clusters.find((cluster) => distance(mean(cluster), mean(cell)) < MERGE_DISTANCE);
    if (near) join(near, cell);
    else clusters.push({ sum: [...cell.sum], count: cell.count });
  }
  return clusters;
}

function join(cluster: Cluster, cell: Cluster): void {
  cluster.sum[0] += cell.sum[0];
  cluster.sum[1] += cell.sum[1];
  cluster.sum[2] += cell.sum[2];
  cluster.count += cell.count;
}

const mean = ({ sum, count }: Cluster): Rgb => [sum[0] / count, sum[1] / count, sum[2] / count];

function distance(one: Rgb, other: Rgb): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

function toHex(rgb: Rgb): string {
  return `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}
