import type { SvgElement } from './read-svg.ts';

/** A rule of a style sheet that refers to elements. */
export interface StyleRule {
  /** Of the selectors' last parts: `*`, `tag`, `.class` or `#id`. */
  readonly subjects: ReadonlySet<string>;
  /** Declarations, such as `fill:url(#a)`. */
  readonly declarations: string;
}

/** The rules that refer to an element by `url(#…)`: only those add to what is drawn. */
export function readStyleRules(css: string): StyleRule[] {
  const rules = css.replace(/\/\*[^]*?\*\//g, '').matchAll(/([^{};]+)\{([^{}]*)\}/g);
  return [...rules].flatMap(([, selectors = '', declarations = '']) =>
    declarations.includes('url(') ? { subjects: subjectsOf(selectors), declarations } : [],
  );
}

/**
 * The rules whose last part names the element: its tag, one of its classes or its id. It takes in
 * more elements than the selector does where that says more, so that the limits hold for any.
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

/** The last part of `g.a > path.b:hover` is `path.b:hover`; of its names the last one counts. */
const subjectsOf = (selectors: string): ReadonlySet<string> =>
  new Set(
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
