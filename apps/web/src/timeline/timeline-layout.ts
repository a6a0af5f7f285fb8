import type { ImageSummary } from '@miniatura/api-contract';
import { justifyRows, type TileBox, tileRatio } from './justify-rows.ts';
import type { Block } from './plan-timeline.ts';

/** Measures of all blocks, in CSS pixels. */
export interface TimelineMeasures {
  readonly width: number;
  readonly rowHeight: number;
  readonly gap: number;
  readonly headingHeight: number;
}

/** Assumed width divided by height of images that are not fetched yet. */
const USUAL_RATIO = 1.35;

/**
 * @param width in CSS pixels
 * @param fontSize of the page, in CSS pixels; readers may enlarge it in the browser
 */
export function measuresOf(width: number, fontSize: number): TimelineMeasures {
  const isNarrow = width < 40 * fontSize;
  return {
    width,
    rowHeight: isNarrow ? 120 : width < 1600 ? 210 : 250,
    gap: isNarrow ? 3 : 6,
    headingHeight: (isNarrow ? 2.5 : 3) * fontSize,
  };
}

export interface BlockLayout {
  readonly headingHeight: number;
  readonly height: number;
  /** Tile positions in the order of the images; null while these are not fetched. */
  readonly boxes: readonly TileBox[] | null;
}

/** Lays out a block. Until its images are fetched, its height is an estimate. */
export function layoutBlock(
  block: Block,
  images: readonly ImageSummary[] | undefined,
  measures: TimelineMeasures,
): BlockLayout {
  const { width, rowHeight, gap } = measures;
  const headingHeight = block.isFirstOfDay ? measures.headingHeight : 0;
  if (images === undefined) {
    const perRow = Math.max(width / (rowHeight * USUAL_RATIO + gap), 1);
    const rows = Math.ceil(block.count / perRow);
    return { headingHeight, height: headingHeight + rows * (rowHeight + gap), boxes: null };
  }
  if (images.length === 0) return { headingHeight: 0, height: 0, boxes: [] };
  const { boxes, height } = justifyRows(
    images.map((image) => tileRatio(image.width, image.height)),
    { width, rowHeight, gap, fillsLastRow: !block.isLastOfDay },
  );
  return { headingHeight, height: headingHeight + height, boxes };
}

/** Returns the top of each block, and the bottom of the last one. */
export function positionsOf(heights: readonly number[]): readonly number[] {
  const positions = [0];
  let end = 0;
  for (const height of heights) positions.push((end += height));
  return positions;
}

/** Returns the last block that begins at or above `y`; the first one if none does. */
export function blockAt(positions: readonly number[], y: number): number {
  let low = 0;
  let high = positions.length - 2;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((positions[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}
