import type { LabelDetail } from '@miniatura/api-contract';

/** Categories of labels that say how an image looks, not what it shows. */
const STRUCTURAL = new Set(['Color', 'Composition', 'Focus', 'Image Type', 'Lighting']);

/** Whether a label names the format, the colours or the type of an image. */
export function isStructural({ name, parents }: Pick<LabelDetail, 'name' | 'parents'>): boolean {
  return STRUCTURAL.has(name) || parents.some((parent) => STRUCTURAL.has(parent));
}

/** The most specific structural labels, such as `Landscape Format`; null where there are none. */
export function lookOf(labels: readonly LabelDetail[]): string | null {
  const names = labels
    .filter((label) => isStructural(label) && !STRUCTURAL.has(label.name))
    .map(({ name }) => name);
  return names.length === 0 ? null : names.join(', ');
}
