import { BLUE, GREEN, RED, type Rgb, WHITE } from './draw-image.ts';

const NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';

/** As in an SVG's `fill`. */
export const fillOf = (color: Rgb): string => `rgb(${color.join(',')})`;

/** The four colours of `drawQuadrants`, on 96 × 64. */
export const QUADRANTS = [RED, GREEN, BLUE, WHITE]
  .map((color, i) => [48 * (i % 2), 32 * Math.floor(i / 2), fillOf(color)] as const)
  .map(([x, y, fill]) => `<rect x="${x}" y="${y}" width="48" height="32" fill="${fill}"/>`)
  .join('');

/** A drawing of 96 × 64, where its attributes do not say otherwise. */
export function svgOf(content: string, attributes = 'width="96" height="64"'): Buffer {
  return Buffer.from(`<svg ${NAMESPACES} ${attributes}>${content}</svg>`);
}
