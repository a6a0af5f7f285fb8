const MOST_NAMES = 5;

/**
 * A plain sentence from the labels, surest first.
 *
 * @example altTextOf([{ name: 'Dog', confidence: 98 }, { name: 'Grass', confidence: 91 }]) // 'Picture showing dog and grass'
 * @returns undefined where there is no label to speak of
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
