import type { Size } from '../plan-resize.ts';
import type { SvgContent } from './read-svg.ts';
import type { SvgSize } from './svg-size.ts';

/** Attributes that set the place, size or opacity of the drawing, which the frame replaces. */
const PLACING: readonly string[] = ['x', 'y', 'width', 'height', 'transform', 'opacity'];
const ATTRIBUTE = /\s([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;
const BACKGROUND =
  /(?:^|;)\s*background(?:-color)?\s*:\s*(#[\da-f]{3,8}|rgba?\([\d.,%\s]*\)|[a-z]+)/i;
const NO_COLORS: readonly string[] = ['none', 'transparent', 'inherit', 'initial', 'unset'];

/** Removes the place and size of a drawing, so that it can be put into a frame. */
export function toFramed(text: string, { root, rootAt, rootTagEnd, css }: SvgContent): string {
  const tag = text
    .slice(rootAt, rootTagEnd)
    .replace(ATTRIBUTE, (attribute, name: string) => (PLACING.includes(name) ? '' : attribute));
  const color = backgroundOf(root.attributes.get('style') ?? '') ?? backgroundOf(rootRules(css));
  // The renderer ignores the background, which browsers paint.
  const background =
    color === undefined || NO_COLORS.includes(color.toLowerCase())
      ? ''
      : `<rect width="100%" height="100%" fill="${color}"/>`;
  const drawing = background + tag + text.slice(rootTagEnd);
  // The renderer would apply it twice to an element within the frame.
  const opacity = root.attributes.get('opacity');
  return opacity === undefined ? drawing : `<g opacity="${opacity}">${drawing}</g>`;
}

function backgroundOf(declarations: string): string | undefined {
  return BACKGROUND.exec(declarations)?.[1];
}

/** Declarations of the rules for the root element. */
function rootRules(css: string): string {
  return [...css.matchAll(/(?:^|\})\s*svg\s*\{([^{}]*)\}/g)].map(([, rule = '']) => rule).join(';');
}

/** Wraps a drawing of the natural size `from` in an SVG of the requested size, in pixels. */
export function frameSvg(framed: string, from: SvgSize, to: Size): string {
  const box = `viewBox="0 0 ${from.width} ${from.height}" preserveAspectRatio="none"`;
  const size = `width="${to.width}" height="${to.height}"`;
  // The renderer's own initial size is 12 pixels.
  const font = `font-size="16"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box} ${font}>${framed}</svg>`;
}
