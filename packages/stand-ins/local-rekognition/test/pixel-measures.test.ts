import { expect, test } from 'vitest';
import { measurePixels } from '../src/pixel-measures.ts';
import type { PixelSample } from '../src/sample-pixels.ts';

type Paint = (x: number, y: number) => readonly [number, number, number];

const SIDE = 32;

function paint(color: Paint): PixelSample {
  return {
    width: SIDE,
    height: SIDE,
    data: Uint8Array.from(
      Array.from({ length: SIDE * SIDE }, (_, at) =>
        color(at % SIDE, Math.floor(at / SIDE)),
      ).flat(),
    ),
  };
}

const grey = (value: number) => [value, value, value] as const;

const IMAGES: Record<string, PixelSample> = {
  black: paint(() => grey(0)),
  white: paint(() => grey(255)),
  checkerboard: paint((x, y) => grey((x + y) % 2 === 0 ? 0 : 255)),
  halves: paint((x) => grey(x < SIDE / 2 ? 0 : 255)),
  gradient: paint((x) => grey(x * 8)),
  'red and blue': paint((x) => (x < SIDE / 2 ? [255, 0, 0] : [0, 0, 255])),
};

test.each([
  ['black', { brightness: 0, contrast: 0, sharpness: 0, colorfulness: 0, flatness: 100 }],
  ['white', { brightness: 100, contrast: 0, sharpness: 0, colorfulness: 0, flatness: 100 }],
  ['checkerboard', { brightness: 50, contrast: 100, sharpness: 100, colorfulness: 0, flatness: 0 }],
  ['halves', { brightness: 50, contrast: 100, sharpness: 12, colorfulness: 0, flatness: 97 }],
  ['gradient', { brightness: 49, contrast: 58, sharpness: 19, colorfulness: 0, flatness: 0 }],
  [
    'red and blue',
    { brightness: 21, contrast: 18, sharpness: 12, colorfulness: 100, flatness: 97 },
  ],
])('%s measures %o', (name, expected) => {
  const measures = measurePixels(IMAGES[name] as PixelSample);
  const rounded = Object.fromEntries(
    Object.entries(measures).map(([key, value]) => [key, Math.round(value)]),
  );
  expect(rounded).toEqual(expected);
});
