import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fit, FITS, MAX_SIDE_PIXELS, planResize, type Size } from '../src/index.ts';

/** From one pixel to a line of a hundred thousand. */
const source = fc.record({
  width: fc.integer({ min: 1, max: 100_000 }),
  height: fc.integer({ min: 1, max: 100_000 }),
});
const box = fc.record({
  width: fc.integer({ min: 1, max: MAX_SIDE_PIXELS }),
  height: fc.integer({ min: 1, max: MAX_SIDE_PIXELS }),
});
const anyFit = fc.constantFrom(...FITS);

function forAll(fit: fc.Arbitrary<Fit>, check: (source: Size, box: Size, fit: Fit) => void) {
  return fc.assert(fc.property(source, box, fit, check), { numRuns: 2_000 });
}

describe('planResize, for any sizes', () => {
  it('never enlarges', () => {
    forAll(anyFit, (from, into, fit) => {
      const { scaled } = planResize(from, { ...into, fit });
      expect(scaled.width).toBeLessThanOrEqual(from.width);
      expect(scaled.height).toBeLessThanOrEqual(from.height);
    });
  });

  it('leaves whole sides of at least one pixel', () => {
    forAll(anyFit, (from, into, fit) => {
      const { scaled, output } = planResize(from, { ...into, fit });
      for (const side of [scaled.width, scaled.height, output.width, output.height]) {
        expect(Number.isInteger(side) && side >= 1).toBe(true);
      }
    });
  });

  it('keeps the aspect within a pixel, save for fill', () => {
    forAll(fc.constantFrom('inside', 'outside', 'cover', 'contain'), (from, into, fit) => {
      const { scaled } = planResize(from, { ...into, fit });
      const exact = exactFactor(from, into, fit);
      expect(Math.abs(scaled.width - Math.max(1, from.width * exact))).toBeLessThanOrEqual(0.5001);
      expect(Math.abs(scaled.height - Math.max(1, from.height * exact))).toBeLessThanOrEqual(
        0.5001,
      );
    });
  });

  it('stays inside the box, save for outside', () => {
    forAll(fc.constantFrom('inside', 'cover', 'contain', 'fill'), (from, into, fit) => {
      const { output } = planResize(from, { ...into, fit });
      expect(output.width).toBeLessThanOrEqual(into.width);
      expect(output.height).toBeLessThanOrEqual(into.height);
    });
  });

  it('covers the box as far as the source reaches, for cover and outside', () => {
    forAll(fc.constantFrom('cover', 'outside'), (from, into, fit) => {
      const { scaled } = planResize(from, { ...into, fit });
      expect(scaled.width).toBeGreaterThanOrEqual(Math.min(from.width, into.width));
      expect(scaled.height).toBeGreaterThanOrEqual(Math.min(from.height, into.height));
    });
  });

  it('crops from within the scaled image, and pads around it', () => {
    forAll(anyFit, (from, into, fit) => {
      const { scaled, crop, canvas, output } = planResize(from, { ...into, fit });
      if (crop) {
        expect(crop.left + crop.width).toBeLessThanOrEqual(scaled.width);
        expect(crop.top + crop.height).toBeLessThanOrEqual(scaled.height);
        expect(output).toEqual({ width: crop.width, height: crop.height });
      }
      if (canvas) {
        expect(canvas.left + scaled.width).toBeLessThanOrEqual(canvas.width);
        expect(canvas.top + scaled.height).toBeLessThanOrEqual(canvas.height);
        expect(output).toEqual({ width: canvas.width, height: canvas.height });
      }
    });
  });
});

function exactFactor(from: Size, into: Size, fit: Fit): number {
  const factors = [into.width / from.width, into.height / from.height];
  const wanted = fit === 'cover' || fit === 'outside' ? Math.max(...factors) : Math.min(...factors);
  return Math.min(1, wanted);
}
