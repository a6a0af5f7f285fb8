import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import {
  BLUE,
  colorAt,
  difference,
  drawQuadrants,
  GREEN,
  RED,
  type Rgb,
  WHITE,
} from './draw-image.ts';

/** Top left and top right of the upright image, for a stored one of red, green / blue, white. */
const UPRIGHT: [number, Rgb, Rgb][] = [
  [1, RED, GREEN],
  [2, GREEN, RED],
  [3, WHITE, BLUE],
  [4, BLUE, WHITE],
  [5, RED, BLUE],
  [6, BLUE, RED],
  [7, WHITE, GREEN],
  [8, GREEN, WHITE],
];

const PNG_AND_WEBP = [
  { name: 'a', width: 64, height: 64, fit: 'inside', format: 'png' },
  { name: 'b', width: 20, height: 20, fit: 'cover', format: 'webp' },
] as const;

describe.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('a %s', (format) => {
  it.each(UPRIGHT)('of orientation %i becomes upright', async (orientation, left, right) => {
    const stored = drawQuadrants(120, 80).toFormat(format, { quality: 95 });
    const bytes = await stored.withMetadata({ orientation }).toBuffer();
    const { width, height, renditions } = await makeRenditions(bytes, { renditions: PNG_AND_WEBP });
    expect([width, height]).toEqual(orientation < 5 ? [120, 80] : [80, 120]);
    expect(renditions[0]).toMatchObject(
      orientation < 5 ? { width: 64, height: 43 } : { width: 43, height: 64 },
    );
    for (const rendition of renditions) {
      expect(difference(await colorAt(rendition.bytes, 0.2, 0.2), left)).toBeLessThan(40);
      expect(difference(await colorAt(rendition.bytes, 0.8, 0.2), right)).toBeLessThan(40);
    }
  });
});
