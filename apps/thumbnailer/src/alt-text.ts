const MOST_NAMES = 5;

/**
 * Makes an alt text from the labels, highest confidence first. It does not say that this is an image,
 * because screen readers do.
 *
 * @example altTextOf([{ name: 'Dog', confidence: 98 }, { name: 'Grass', confidence: 91 }]) // 'Dog and grass'
 * @see https://www.w3.org/WAI/tutorials/images/tips/
 * @returns undefined when there is no label
 */
export function altTextOf(
  labels: readonly { readonly name: string; readonly confidence: number }[],
): string | undefined {
  const names = [...labels]
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name.toLowerCase());
  const list = new Intl.ListFormat('en').format(names);
  return list === '' ? undefined : list.charAt(0).toUpperCase() + list.slice(1);
}
