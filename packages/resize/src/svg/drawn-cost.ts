import type { SvgElement } from './read-svg.ts';
import { beyondLimit, SVG_LIMITS } from './svg-limits.ts';
import { referencesOf } from './svg-references.ts';

/** These elements are drawn only if something refers to them. */
const UNDRAWN: ReadonlySet<string> = new Set([
  'defs',
  'symbol',
  'marker',
  'pattern',
  'mask',
  'clipPath',
  'filter',
  'linearGradient',
  'radialGradient',
]);

/** What drawing an element costs, with all that it contains and refers to. */
interface DrawnCost {
  readonly elements: number;
  readonly filterPrimitives: number;
  readonly imagePixels: number;
  readonly depth: number;
}

/**
 * Sums what is drawn. An element that is referred to twice, by `use`, as a pattern or otherwise,
 * counts twice.
 * @param pixelsOf returns width × height of an embedded image, by its `data:` URL
 * @throws ImageError `too-complex`
 */
export function checkDrawnCost(
  root: SvgElement,
  elements: readonly SvgElement[],
  pixelsOf: (url: string) => number,
): void {
  const byId = new Map<string, SvgElement>();
  for (const element of elements) {
    const id = element.attributes.get('id');
    if (id !== undefined && !byId.has(`#${id}`)) byId.set(`#${id}`, element);
  }
  const known = new Map<SvgElement, DrawnCost | undefined>();

  function costOf(element: SvgElement, depth: number): DrawnCost {
    const { maxDepth } = SVG_LIMITS;
    if (depth > maxDepth) throw beyondLimit('depth', maxDepth, 'more');
    if (known.has(element)) {
      const cost = known.get(element);
      if (cost === undefined) throw beyondLimit('depth', maxDepth, 'references in a circle');
      if (depth + cost.depth > maxDepth) throw beyondLimit('depth', maxDepth, depth + cost.depth);
      return cost;
    }
    known.set(element, undefined);
    const references = referencesOf(element);
    const parts = [
      ...element.children.filter(({ name }) => !UNDRAWN.has(name)),
      ...references.flatMap((reference) => byId.get(reference) ?? []),
    ].map((part) => costOf(part, depth + 1));
    const cost = addAll(parts, {
      elements: 1,
      filterPrimitives: /^fe[A-Z]/.test(element.name) ? 1 : 0,
      imagePixels: sum(references.map(pixelsOf)),
      depth: 1,
    });
    known.set(element, cost);
    return cost;
  }

  checkCost(costOf(root, 1));
}

function addAll(parts: readonly DrawnCost[], own: DrawnCost): DrawnCost {
  return {
    elements: own.elements + sum(parts.map((part) => part.elements)),
    filterPrimitives: own.filterPrimitives + sum(parts.map((part) => part.filterPrimitives)),
    imagePixels: own.imagePixels + sum(parts.map((part) => part.imagePixels)),
    depth: 1 + parts.reduce((most, { depth }) => Math.max(most, depth), 0),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function checkCost({ elements, filterPrimitives, imagePixels }: DrawnCost): void {
  const { maxElements, maxFilterPrimitives, maxImagePixels } = SVG_LIMITS;
  if (elements > maxElements) throw beyondLimit('element count', maxElements, elements);
  if (filterPrimitives > maxFilterPrimitives) {
    throw beyondLimit('filter primitive count', maxFilterPrimitives, filterPrimitives);
  }
  if (imagePixels > maxImagePixels) {
    throw beyondLimit('pixel count of embedded images', maxImagePixels, imagePixels);
  }
}
