import type { Size } from './plan-resize.ts';

/** One scaled image, and the image that it is scaled from. */
export interface CascadeStep {
  /** Index into the given sizes. */
  readonly target: number;
  readonly size: Size;
  /** Index into the given sizes; absent for an image that is scaled from the decoded image. */
  readonly from?: number;
}

export interface Cascade {
  /** Size to which the source is decoded. It covers all requested sizes. */
  readonly base: Size;
  /** Steps in order: each comes after the one that it is scaled from. */
  readonly steps: readonly CascadeStep[];
}

/**
 * At a factor of two or more, the filter of the earlier step is not visible; at a smaller one the
 * image looks soft.
 */
const MIN_SHRINK = 2;

/**
 * Plans how one decode serves all sizes. Each image is scaled from the smallest one that is at
 * least twice as large, so that the large image is read as rarely as possible.
 * @param sizes sizes in any order; none larger than the source
 * @param atLeast a size that the decoded image must also cover
 */
export function planCascade(sizes: readonly Size[], atLeast: Size): Cascade {
  const base = {
    width: Math.max(atLeast.width, ...sizes.map(({ width }) => width)),
    height: Math.max(atLeast.height, ...sizes.map(({ height }) => height)),
  };
  const byArea = sizes
    .map((size, target) => ({ size, target }))
    .sort((one, other) => area(other.size) - area(one.size));
  const steps = byArea.map(({ size, target }, position): CascadeStep => {
    const parent = byArea.slice(0, position).findLast((earlier) => isAmple(earlier.size, size));
    return parent ? { target, size, from: parent.target } : { target, size };
  });
  return { base, steps };
}

const area = ({ width, height }: Size): number => width * height;

/**
 * Compares with a tolerance of half a pixel for rounding, so that rounding alone does not select
 * the large image.
 */
function isAmple(larger: Size, smaller: Size): boolean {
  return (
    larger.width >= smaller.width * MIN_SHRINK - 1 &&
    larger.height >= smaller.height * MIN_SHRINK - 1
  );
}
