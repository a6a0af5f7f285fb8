import type { SvgContent, SvgElement } from './read-svg.ts';
import { asksForOtherFonts, fontsFor } from './svg-fonts.ts';
import { findUndrawnAttribute } from './undrawn-attributes.ts';

/** CSS that the renderer ignores and that would change how the drawing looks. */
const UNDRAWN_CSS: readonly (readonly [words: RegExp, variant: string])[] = [
  [/@media(?![^{]*\b(?:print|dark|reduce|active|more)\b)/, 'style rules for media'],
  [/:(?:not|is|where|has|nth-[\w-]+)\(/, 'selectors of CSS 3 or 4'],
  [/:(?:last-child|only-child|(?:first|last|only)-of-type|empty)\b/, 'selectors of CSS 3 or 4'],
  [/\b(?:ok)?(?:lab|lch)\(|\b(?:color|color-mix|hwb|light-dark)\(/, 'colours of CSS Color 4'],
  [/\bcalc\(/, 'calculated lengths'],
  [/clip-path\s*:\s*(?!url|none|inherit)[a-z]/, 'shapes of CSS as clip paths'],
  [/(?:^|[;{\s])mask-(?:type\s*:\s*alpha|image)/, 'masks of CSS'],
];
const STYLED = ['style', 'fill', 'stroke', 'stop-color', 'width', 'height', 'x', 'y'] as const;
const LENGTHS = ['width', 'height', 'x', 'y', 'r', 'cx', 'cy', 'rx', 'ry', 'font-size'] as const;
const GEOMETRY =
  /(?:^|[;{\s])(?:transform|translate|rotate|scale|offset-path|width|height|x|y|cx|cy|r|rx|ry|d)\s*:/;
/** Rules that change the box of the root element, which browsers take from its attributes. */
const ROOT_RULES = /(?:^|\})\s*(?:svg|:root|\*|html|body)\s*\{[^{}]*\}/g;
const AT_RULES =
  /@(?:media|keyframes|-webkit-keyframes|font-face)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g;
const FOREIGN_UNIT = /^\s*[\d.]+(?:rem|v[wh]|vmin|vmax|ch|lh)\s*$/;
const ANIMATIONS: readonly string[] = ['animate', 'animateTransform', 'animateMotion', 'set'];

/** @returns a feature that the renderer does not support, such as `embedded HTML` */
export function findUndrawn({ elements, css, root }: SvgContent): string | undefined {
  const sheet = css.replace(/\/\*[^]*?\*\//g, '');
  const values = elements.flatMap(({ attributes }) =>
    STYLED.flatMap((name) => attributes.get(name) ?? []),
  );
  const known = UNDRAWN_CSS.find(([words]) => words.test([sheet, ...values].join(';')));
  if (known) return known[1];
  const inner = elements.filter((element) => element !== root && element.name !== '');
  const rules = sheet.replace(AT_RULES, '').replace(ROOT_RULES, '');
  if (/\{[^{}]*\{/.test(rules)) return 'nested style rules';
  if (elements.some(isForOtherMedia)) return 'style rules for media';
  if ([rules, ...valuesOf(inner, 'style')].some((one) => GEOMETRY.test(one))) {
    return 'places and sizes in CSS';
  }
  if (elements.some(isUndrawnHtml)) return 'embedded HTML';
  const attribute = findUndrawnAttribute(inner, rules);
  if (attribute) return attribute;
  if (inner.some(({ attributes }) => attributes.get('color-interpolation') === 'linearRGB')) {
    return 'colours that are mixed in linear light';
  }
  const hasUnit = inner.some(({ attributes }) =>
    LENGTHS.some((name) => FOREIGN_UNIT.test(attributes.get(name) ?? '')),
  );
  return hasUnit ? 'lengths in units of CSS 3' : undefined;
}

/** Returns a sentence for each kind of feature that is drawn only approximately. */
export function describeUndrawn({ elements, css, text }: SvgContent): readonly string[] {
  const styles = [css, ...valuesOf(elements, 'style')].join(';');
  const hasText = text.trim() !== '';
  const isOtherFont = asksForOtherFonts(styles, valuesOf(elements, 'font-family'));
  const isAnimated = elements.some(({ name }) => ANIMATIONS.includes(name));
  const strokes = [styles, ...valuesOf(elements, 'vector-effect')].join(';');
  return [
    ...(hasText && isOtherFont ? ['Text is drawn in Noto Sans instead of the fonts it names'] : []),
    ...(fontsFor(text).isIncomplete ? ['Some characters of the text have no glyph'] : []),
    ...(isAnimated || css.includes('@keyframes') ? ['Animations are not run'] : []),
    ...(elements.some(hasAlternative) ? ['An alternative is drawn for embedded HTML'] : []),
    ...(hasText && /\brtl\b/.test([styles, ...valuesOf(elements, 'direction')].join(';'))
      ? ['Text from right to left is placed as text from left to right']
      : []),
    ...(elements.some(hasAutomaticRadius)
      ? ['A radius of auto is drawn as in SVG 2, which not all browsers support']
      : []),
    ...(hasWideKeyword(styles) ? ['The CSS keywords initial, unset and revert are ignored'] : []),
    ...(elements.some(isRecolored)
      ? ['currentColor is the colour of the element that names it']
      : []),
    ...(strokes.includes('non-scaling-stroke') ? ['Strokes are scaled with the drawing'] : []),
  ];
}

function valuesOf(elements: readonly SvgElement[], attribute: string): string[] {
  return elements.flatMap(({ attributes }) => attributes.get(attribute) ?? []);
}

function hasAutomaticRadius({ attributes }: SvgElement): boolean {
  return ['rx', 'ry'].some((name) => attributes.get(name)?.trim() === 'auto');
}

function hasWideKeyword(styles: string): boolean {
  return /:\s*(?:initial|unset|revert)\b/.test(styles);
}

/** Returns true for paint in `currentColor` that elements of another colour may inherit. */
function isRecolored({ attributes, children }: SvgElement): boolean {
  const paint = ['fill', 'stroke', 'style'].map((name) => attributes.get(name) ?? '').join(';');
  return paint.includes('currentColor') && children.some(hasOwnColor);
}

function hasOwnColor({ attributes, children }: SvgElement): boolean {
  const isColored =
    attributes.has('color') || /(?:^|;)\s*color\s*:/.test(attributes.get('style') ?? '');
  return isColored || children.some(hasOwnColor);
}

function isForOtherMedia({ name, attributes }: SvgElement): boolean {
  return name === 'style' && !/^\s*(?:all|screen)?\s*$/.test(attributes.get('media') ?? '');
}

const isForeign = ({ name }: SvgElement): boolean => name === 'foreignObject';

/** Returns true for a `switch`, in which an alternative follows. */
function hasAlternative({ name, children }: SvgElement): boolean {
  return name === 'switch' && children.some(isForeign);
}

function isUndrawnHtml({ name, children }: SvgElement): boolean {
  return name !== 'switch' && children.some(isForeign);
}
