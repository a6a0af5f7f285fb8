import type { Size } from '../plan-resize.ts';
import type { SvgContent } from './read-svg.ts';
import type { SvgSize } from './svg-size.ts';

/** Attributes that set the place or size of the drawing, which the frame replaces. */
const PLACING: readonly string[] = ['x', 'y', 'width', 'height', 'transform'];
const ATTRIBUTE = /\s([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;
const BACKGROUND =
  /(?:^|;)\s*background(?:-color)?\s*:\s*(#[\da-f]{3,8}|rgba?\([\d.,%\s]*\)|[a-z]+)/i;
const NO_COLORS: readonly string[] = ['none', 'transparent', 'inherit', 'initial', 'unset'];

/** Removes the place and size of a drawing, so that it can be put into a frame. */
export function toFramed(text: string, { root, rootAt, rootTagEnd }: SvgContent): string {
  const tag = text
    .slice(rootAt, rootTagEnd)
    .replace(ATTRIBUTE, (attribute, name: string) => (PLACING.includes(name) ? '' : attribute));
  const color = BACKGROUND.exec(root.attributes.get('style') ?? '')?.[1] ?? 'none';
  // The renderer ignores the background, which browsers paint.
  const background = NO_COLORS.includes(color.toLowerCase())
    ? ''
    : `<rect width="100%" height="100%" fill="${color}"/>`;
  return background + tag + text.slice(rootTagEnd);
}

/** Wraps a drawing of the natural size `from` in an SVG of the requested size, in pixels. */
export function frameSvg(framed: string, from: SvgSize, to: Size): string {
  const box = `viewBox="0 0 ${from.width} ${from.height}" preserveAspectRatio="none"`;
  const size = `width="${to.width}" height="${to.height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}>${framed}</svg>`;
}
