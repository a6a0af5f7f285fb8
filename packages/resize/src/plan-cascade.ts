import type { Size } from './plan-resize.ts';

/** One scaled picture, and the one that it is scaled from. */
export interface CascadeStep {
  /** Index into the sizes given. */
  readonly target: number;
  readonly size: Size;
  /** Index into the sizes given; absent for those made from the decoded picture itself. */
  readonly from?: number;
}

export interface Cascade {
  /** What the source is decoded to: covers every size asked for. */
  readonly base: Size;
  /** Each after the one that it is scaled from. */
  readonly steps: readonly CascadeStep[];
}

/**
 * Halving or more hides what the earlier step's filter did; less than that shows as softness.
 */
const MIN_SHRINK = 2;

/**
 * Plans how one decode serves all sizes: each is scaled from the smallest that is at least twice
 * as large, so that the large picture is read as seldom as possible.
 * @param sizes in any order; none larger than the source
 * @param atLeast the decoded picture covers this too
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

/** Half a pixel of rounding on either side is no reason to start from the large picture again. */
const isAmple = (larger: Size, smaller: Size): boolean =>
  larger.width >= smaller.width * MIN_SHRINK - 1 &&
  larger.height >= smaller.height * MIN_SHRINK - 1;
