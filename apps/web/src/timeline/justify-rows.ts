/** Position and size of an image, in CSS pixels from the upper left corner of its block. */
export interface TileBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface RowOptions {
  /** Width of the block, in CSS pixels. */
  readonly width: number;
  /** Target height of a row. */
  readonly rowHeight: number;
  readonly gap: number;
  /** True if the last row is also stretched to the width, because the day continues below. */
  readonly fillsLastRow: boolean;
}

/** Limits of a tile's ratio, because extreme proportions would be too small to press. */
const MIN_RATIO = 0.4;
const MAX_RATIO = 4;

/** Returns width divided by height, within the limits of a tile; 1 for an unknown size. */
export function tileRatio(width: number | null, height: number | null): number {
  if (!width || !height) return 1;
  return Math.min(Math.max(width / height, MIN_RATIO), MAX_RATIO);
}

/**
 * Arranges images in rows of equal width and keeps their proportions.
 * @param ratios width divided by height of each image
 */
export function justifyRows(
  ratios: readonly number[],
  { width, rowHeight, gap, fillsLastRow }: RowOptions,
): { readonly boxes: readonly TileBox[]; readonly height: number } {
  const boxes: TileBox[] = [];
  let top = 0;
  let start = 0;
  let sum = 0;
  const placeRow = (end: number, height: number) => {
    let left = 0;
    for (const ratio of ratios.slice(start, end)) {
      boxes.push({ left, top, width: ratio * height, height });
      left += ratio * height + gap;
    }
    top += height + gap;
    start = end;
    sum = 0;
  };
  ratios.forEach((ratio, index) => {
    sum += ratio;
    const height = (width - gap * (index - start)) / sum;
    if (height <= rowHeight) placeRow(index + 1, height);
  });
  if (start < ratios.length) {
    const height = (width - gap * (ratios.length - start - 1)) / sum;
    placeRow(ratios.length, fillsLastRow ? Math.min(height, 2 * rowHeight) : rowHeight);
  }
  return { boxes, height: top };
}
