/** Order of keys in listings: by bytes of UTF-8. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * Returns the first text, in order of UTF-8 bytes, after all texts that start with `prefix`;
 * undefined when there is none. UTF-8 has the order of code points.
 */
export function endOfPrefix(prefix: string): string | undefined {
  const characters = [...prefix];
  while (characters.length > 0) {
    const codePoint = (characters.pop() as string).codePointAt(0) as number;
    if (codePoint < 0x10ffff) return characters.join('') + nextCharacter(codePoint);
  }
  return undefined;
}

/** Skips surrogates, which are not characters. */
function nextCharacter(codePoint: number): string {
  return String.fromCodePoint(codePoint === 0xd7ff ? 0xe000 : codePoint + 1);
}
