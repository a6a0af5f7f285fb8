import { describe, expect, it } from 'vitest';
import { type Fit, planResize, type Size } from '../src/index.ts';

const size = (width: number, height: number): Size => ({ width, height });

/** Source, box, fit → what is scaled to, and what comes out. */
const CASES: [Size, Size, Fit, Size, Size][] = [
  [size(4000, 3000), size(128, 128), 'inside', size(128, 96), size(128, 96)],
  [size(3000, 4000), size(128, 128), 'inside', size(96, 128), size(96, 128)],
  [size(100, 50), size(128, 128), 'inside', size(100, 50), size(100, 50)],
  [size(4000, 3000), size(128, 128), 'outside', size(171, 128), size(171, 128)],
  [size(100, 50), size(128, 128), 'outside', size(100, 50), size(100, 50)],
  [size(4000, 3000), size(128, 100), 'fill', size(128, 100), size(128, 100)],
  [size(100, 3000), size(128, 100), 'fill', size(100, 100), size(100, 100)],
  [size(4000, 3000), size(128, 128), 'cover', size(171, 128), size(128, 128)],
  [size(4000, 100), size(128, 128), 'cover', size(4000, 100), size(128, 100)],
  [size(4000, 3000), size(128, 128), 'contain', size(128, 96), size(128, 128)],
  [size(50, 20), size(128, 128), 'contain', size(50, 20), size(128, 128)],
  [size(100_000, 1), size(128, 128), 'inside', size(128, 1), size(128, 1)],
  [size(1, 100_000), size(128, 128), 'cover', size(1, 100_000), size(1, 128)],
];

describe('planResize', () => {
  it.each(CASES)(
    'plans %j into %j, %s: scaled %j, output %j',
    (source, box, fit, scaled, output) => {
      expect(planResize(source, { ...box, fit })).toMatchObject({ scaled, output });
    },
  );

  it('crops about the centre', () => {
    const plan = planResize(size(4000, 3000), { ...size(128, 128), fit: 'cover' });
    expect(plan.crop).toEqual({ left: 21, top: 0, width: 128, height: 128 });
  });

  it('puts a contained image in the middle of its canvas', () => {
    const plan = planResize(size(4000, 3000), { ...size(128, 128), fit: 'contain' });
    expect(plan.canvas).toEqual({ left: 0, top: 16, width: 128, height: 128 });
  });

  it('neither crops nor pads what fits exactly', () => {
    for (const fit of ['cover', 'contain'] as const) {
      expect(planResize(size(256, 256), { ...size(128, 128), fit })).toEqual({
        scaled: size(128, 128),
        output: size(128, 128),
      });
    }
  });
});
