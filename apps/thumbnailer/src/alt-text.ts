import { isStructural, structuralLabels } from '@miniatura/api-contract/structural-categories';
import type { Label } from '@miniatura/metadata';

const MOST_NAMES = 5;

/**
 * Makes an alt text from the labels, highest confidence first. Labels of the format, the colours or the
 * type are used only if nothing else was detected. The text does not say that this is an image, because
 * screen readers do.
 *
 * @example altTextOf([{ name: 'Dog', confidence: 98, parents: [] }]) // 'Dog'
 * @see https://www.w3.org/WAI/tutorials/images/tips/
 * @returns undefined when there is no label
 */
export function altTextOf(
  labels: readonly Pick<Label, 'name' | 'confidence' | 'parents'>[],
): string | undefined {
  const contents = labels.filter((label) => !isStructural(label));
  const names = (contents.length > 0 ? contents : structuralLabels(labels))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name.toLowerCase());
  const list = new Intl.ListFormat('en').format(names);
  return list === '' ? undefined : list.charAt(0).toUpperCase() + list.slice(1);
}
