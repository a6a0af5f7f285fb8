const COLOR =
  /\b(rgb|hsl)a?\(\s*([^(),/\s]+)\s+([^(),/\s]+)\s+([^(),/\s]+)\s*(?:\/\s*([\d.]+%?)\s*)?\)/g;
/** `font: italic bold 20px/1.2 Arial` up to its family, which follows unchanged. */
const FONT =
  /(?<=[;{"']\s*)font\s*:\s*((?:[a-z0-9-]+\s+)*?)((?:\d+\.?\d*|\.\d+)(?:[a-z]+|%)|(?:xx?-)?(?:small|large)|medium)(?:\s*\/\s*[\w.%]+)?\s+(?=[^\s;}])/gi;
/** CSS-wide keywords that mean `inherit` for these properties, which are inherited. */
const INHERITED =
  /(?<=[;{"'\s](?:fill|stroke|color|font|text-anchor|visibility|clip-rule|letter-spacing|word-spacing)(?:-[a-z-]+)?\s*(?::|=\s*["'])\s*)(?:unset|revert)\b/gi;
/** The drawing is put into a frame, so that its root is not the document's. */
const ROOT_SELECTOR = /(?<![\w-])(?:svg)?:root(?![\w-])/g;

/**
 * Writes CSS in the syntax that the renderer supports: colours as in CSS Color 3, such as
 * `rgba(1, 2, 3, 0.5)` for `rgb(1 2 3 / 50%)`, the properties of a font separately, `inherit` for
 * `unset`, and `svg` for `:root`.
 */
export function withPlainSyntax(text: string): string {
  return text
    .replace(COLOR, plainColor)
    .replace(/\bcurrentcolor\b/gi, 'currentColor')
    .replace(/\brebeccapurple\b/gi, '#663399')
    .replace(INHERITED, 'inherit')
    .replace(FONT, plainFont)
    .replace(ROOT_SELECTOR, 'svg');
}

function plainColor(
  _color: string,
  space: string,
  one: string,
  two: string,
  three: string,
  alpha?: string,
): string {
  const channels = `${one}, ${two}, ${three}`;
  if (alpha === undefined) return `${space}(${channels})`;
  const share = alpha.endsWith('%') ? Number.parseFloat(alpha) / 100 : alpha;
  return `${space}a(${channels}, ${share})`;
}

/** Properties that a shorthand does not mention get their initial values (CSS Fonts 4, 2.7). */
function plainFont(_font: string, words: string, size: string): string {
  const style = /\b(?:italic|oblique)\b/i.exec(words)?.[0] ?? 'normal';
  const weight = /\b(?:bold|bolder|lighter|\d+)\b/i.exec(words)?.[0] ?? 'normal';
  return `font-style:${style};font-weight:${weight};font-size:${size};font-family:`;
}
