import type { SvgElement } from './read-svg.ts';

const SELECTORS_OF_CSS_3 = /~(?!=)|\[[^\]]*[\^*$]=/;
const IMPORTANT = /([\w-]+)\s*:[^:;{}]*!\s*important/g;

/**
 * Finds a feature that the renderer ignores, in selectors and in attributes that depend on others.
 * @param rules style sheets without comments and rules for media
 */
export function findUndrawnAttribute(
  elements: readonly SvgElement[],
  rules: string,
): string | undefined {
  const styleOf = ({ attributes }: SvgElement): string => attributes.get('style') ?? '';
  if (SELECTORS_OF_CSS_3.test(rules.replace(/\{[^{}]*\}/g, '{}'))) return 'selectors of CSS 3 or 4';
  const styles = [rules, ...elements.map(styleOf)].join(';');
  if (isDisputed(styles)) return 'important declarations that override others';
  const has = (element: SvgElement, name: string): boolean =>
    element.attributes.has(name) || styleOf(element).includes(`${name}:`);
  const hasInSheet = (element: SvgElement, name: string): boolean =>
    has(element, name) || (rules.includes(`${name}:`) && element.attributes.has('class'));
  for (const element of elements) {
    const { name, attributes } = element;
    if (name === 'radialGradient' && Number.parseFloat(attributes.get('fr') ?? '0') > 0) {
      return 'gradients with a focal radius';
    }
    if ([...attributes.values()].some((value) => /\bcontext-(?:fill|stroke)\b/.test(value))) {
      return 'context colours of markers';
    }
    if (attributes.has('pathLength') && hasInSheet(element, 'stroke-dasharray')) {
      return 'dashes along a path length';
    }
    if (attributes.has('transform') && hasInSheet(element, 'transform-origin')) {
      return 'transform origins';
    }
  }
  return undefined;
}

/** The renderer ignores `!important`, which makes a difference only where another value is given. */
function isDisputed(styles: string): boolean {
  const names = [...styles.matchAll(IMPORTANT)].map(([, name = '']) => name);
  return names.some((name) => {
    const declarations = styles.match(new RegExp(`(?<![\\w-])${name}\\s*:`, 'g')) ?? [];
    return declarations.length > 1;
  });
}
