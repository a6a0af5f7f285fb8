const MOST_NAMES = 5;

/**
 * Makes a sentence from the labels, highest confidence first.
 *
 * @example altTextOf([{ name: 'Dog', confidence: 98 }, { name: 'Grass', confidence: 91 }]) // 'Picture showing dog and grass'
 * @returns undefined when no label is confident enough
 */
export function altTextOf(
  labels: readonly { readonly name: string; readonly confidence: number }[],
): string | undefined {
  const names = [...labels]
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name.toLowerCase());
  if (names.length === 0) return undefined;
  return `Picture showing ${new Intl.ListFormat('en').format(names)}`;
}
