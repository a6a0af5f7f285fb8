import type { SvgElement } from './read-svg.ts';

/** A style rule that refers to elements. */
export interface StyleRule {
  /** The last part of each selector: `*`, `tag`, `.class` or `#id`. */
  readonly subjects: ReadonlySet<string>;
  /** Declarations such as `fill:url(#a)`. */
  readonly declarations: string;
}

/**
 * Returns the rules that refer to an element by `url(#…)`: only those add to the drawing's cost.
 */
export function readStyleRules(css: string): StyleRule[] {
  const rules = css.replace(/\/\*[^]*?\*\//g, '').matchAll(/([^{};]+)\{([^{}]*)\}/g);
  return [...rules].flatMap(([, selectors = '', declarations = '']) =>
    declarations.includes('url(') ? { subjects: subjectsOf(selectors), declarations } : [],
  );
}

/**
 * Returns the rules whose selector's last part matches the element's tag, one of its classes or its
 * id. This matches more elements than the full selector, so that the limits hold for all of them.
 */
export function rulesFor(
  { name, attributes }: Pick<SvgElement, 'name' | 'attributes'>,
  rules: readonly StyleRule[],
): StyleRule[] {
  if (rules.length === 0) return [];
  const classes = (attributes.get('class') ?? '').split(/\s+/).map((one) => `.${one}`);
  const names = ['*', name, `#${attributes.get('id') ?? ''}`, ...classes];
  return rules.filter(({ subjects }) => names.some((one) => subjects.has(one)));
}

/**
 * Reads the last part of each selector. In `g.a > path.b:hover` it is `path.b:hover`; the last name
 * in it is used.
 */
function subjectsOf(selectors: string): ReadonlySet<string> {
  return new Set(
    selectors.split(',').map((selector) => {
      const [last = '*'] = selector
        .trim()
        .split(/[\s>+~]+/)
        .slice(-1);
      return (
        /[.#]?[\w-]+$/.exec(last.replace(/\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?/g, ''))?.[0] ?? '*'
      );
    }),
  );
}
