/** Size in CSS pixels, including fractions. */
export interface SvgSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels per unit (CSS Values and Units 4): 96 pixels per inch. Font sizes are the initial ones.
 */
const PIXELS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['px', 1],
  ['in', 96],
  ['cm', 96 / 2.54],
  ['mm', 96 / 25.4],
  ['q', 96 / 101.6],
  ['pt', 96 / 72],
  ['pc', 16],
  ['em', 16],
  ['rem', 16],
  ['ex', 8],
  ['ch', 8],
]);

/** Size of a drawing without size and ratio (CSS 2.2, 10.3.2). */
const DEFAULT_SIZE: SvgSize = { width: 300, height: 150 };

/**
 * Computes the natural size as browsers do for an image: width and height, where a missing side
 * follows from the ratio of the view box. Percentages count as missing.
 * @returns a side of 0 if the file says so
 */
export function svgSize(attributes: {
  readonly width?: string | undefined;
  readonly height?: string | undefined;
  readonly viewBox?: string | undefined;
}): SvgSize {
  const width = pixelsOf(attributes.width);
  const height = pixelsOf(attributes.height);
  const box = viewBoxOf(attributes.viewBox);
  if (width !== undefined && height !== undefined) return { width, height };
  if (width !== undefined) {
    return { width, height: box ? (width * box.height) / box.width : DEFAULT_SIZE.height };
  }
  if (height !== undefined) {
    return { width: box ? (height * box.width) / box.height : DEFAULT_SIZE.width, height };
  }
  return box ? sizeOfBox(box) : DEFAULT_SIZE;
}

/** Longer sides of a view box that are pixels; other units are so large or small that they are not. */
const [LEAST_PIXELS, MOST_PIXELS] = [16, 10_000];

/** Browsers fit any view box into the default size. It is taken as the size where that makes sense. */
function sizeOfBox(box: SvgSize): SvgSize {
  const side = Math.max(box.width, box.height);
  if (side >= LEAST_PIXELS && side <= MOST_PIXELS) return box;
  const scale = Math.min(DEFAULT_SIZE.width / box.width, DEFAULT_SIZE.height / box.height);
  return { width: box.width * scale, height: box.height * scale };
}

function pixelsOf(length = ''): number | undefined {
  const [, number, unit = ''] =
    /^\s*\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]*)\s*$/i.exec(length) ?? [];
  const factor = PIXELS_PER_UNIT.get(unit.toLowerCase());
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

function viewBoxOf(box = ''): SvgSize | undefined {
  const [, , width = 0, height = 0] = box
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return width > 0 && height > 0 ? { width, height } : undefined;
}
