const COLOR =
  /\b(rgb|hsl)a?\(\s*([^(),/\s]+)\s+([^(),/\s]+)\s+([^(),/\s]+)\s*(?:\/\s*([\d.]+%?)\s*)?\)/g;

/**
 * Writes colours in the syntax of CSS Color 3, such as `rgba(1, 2, 3, 0.5)` for `rgb(1 2 3 / 50%)`.
 */
export const withPlainColors = (text: string): string =>
  text.replace(COLOR, (_color, space: string, one, two, three, alpha?: string) => {
    const channels = `${one}, ${two}, ${three}`;
    if (alpha === undefined) return `${space}(${channels})`;
    const share = alpha.endsWith('%') ? Number.parseFloat(alpha) / 100 : alpha;
    return `${space}a(${channels}, ${share})`;
  });
