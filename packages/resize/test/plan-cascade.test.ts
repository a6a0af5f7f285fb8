import { describe, expect, it } from 'vitest';
import { planCascade } from '../src/plan-cascade.ts';

const ONE = { width: 1, height: 1 };

describe('planCascade', () => {
  it('decodes to the largest size and scales each from the smallest that is ample', () => {
    const sizes = [
      { width: 128, height: 96 },
      { width: 512, height: 384 },
      { width: 1024, height: 768 },
    ];
    expect(planCascade(sizes, ONE)).toEqual({
      base: sizes[2],
      steps: [
        { target: 2, size: sizes[2] },
        { target: 1, size: sizes[1], from: 2 },
        { target: 0, size: sizes[0], from: 1 },
      ],
    });
  });

  it('does not scale from an image less than twice as large', () => {
    const sizes = [
      { width: 480, height: 360 },
      { width: 512, height: 384 },
    ];
    expect(planCascade(sizes, ONE).steps.map(({ from }) => from)).toEqual([undefined, undefined]);
  });

  it('decodes enough for sizes of different shapes, and for what else is wanted', () => {
    const sizes = [
      { width: 30, height: 200 },
      { width: 100, height: 50 },
    ];
    expect(planCascade(sizes, ONE).base).toEqual({ width: 100, height: 200 });
    expect(planCascade(sizes, { width: 300, height: 1 }).base).toEqual({ width: 300, height: 200 });
  });

  it('cascades through lines of a single pixel', () => {
    const sizes = [
      { width: 512, height: 1 },
      { width: 128, height: 1 },
    ];
    expect(planCascade(sizes, ONE).steps[1]).toEqual({ target: 1, size: sizes[1], from: 0 });
  });
});
