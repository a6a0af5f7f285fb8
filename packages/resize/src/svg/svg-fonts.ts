import unicodeRanges from '@fontsource/noto-sans/unicode.json' with { type: 'json' };

/**
 * Noto Sans has one file per script; the ranges of the scripts are those of CSS's `unicode-range`.
 */
const SCRIPTS = Object.entries(unicodeRanges).map(([script, ranges]) => ({
  script,
  ranges: ranges.split(',').map((range) => {
    const [first = '', last = first] = range.slice(2).split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
  }),
}));

const STYLES = ['400-normal', '700-normal', '400-italic', '700-italic'];
/** Controls, joiners and spaces have no glyph. */
const INVISIBLE = /[\p{C}\p{Z}]/u;

interface TextFonts {
  /** Import specifiers of the font files; empty if there is no text. */
  readonly fontFiles: readonly string[];
  /** True if the font has no glyph for some character. */
  readonly isIncomplete: boolean;
}

/** Returns the font files that a text needs. */
export function fontsFor(text: string): TextFonts {
  const characters = [...new Set(text)].filter((character) => !INVISIBLE.test(character));
  const found = new Set<string>();
  let isIncomplete = false;
  for (const character of characters) {
    const scripts = scriptsOf(character.codePointAt(0)!);
    if (scripts.length === 0) isIncomplete = true;
    for (const script of scripts) found.add(script);
  }
  const fontFiles = [...found].flatMap((script) =>
    STYLES.map((style) => `@fontsource/noto-sans/files/noto-sans-${script}-${style}.woff2`),
  );
  return { fontFiles, isIncomplete };
}

function scriptsOf(code: number): string[] {
  return SCRIPTS.flatMap(({ script, ranges }) =>
    ranges.some(([first, last]) => code >= first && code <= last) ? script : [],
  );
}

const FAMILY = /font-family\s*:\s*["']?([^;}"',]+)/g;
/** Font names that mean the system's font, for which the bundled font is used. */
const SAME_FONT = new Set(['noto sans', 'sans-serif', 'system-ui', 'ui-sans-serif', 'inherit']);

/**
 * Returns true if some text uses another font.
 * @param css declarations of style sheets and attributes
 * @param families values of `font-family` attributes
 */
export function asksForOtherFonts(css: string, families: readonly string[]): boolean {
  const declared = [...css.matchAll(FAMILY)].map(([, family = '']) => family);
  return [...declared, ...families]
    .map((family) => (family.split(',')[0] ?? '').replace(/["']/g, '').trim().toLowerCase())
    .some((family) => family !== '' && !SAME_FONT.has(family));
}
