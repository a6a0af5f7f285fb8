import type { LabelDetail } from '@miniatura/api-contract';
import { STRUCTURAL_CATEGORIES } from '@miniatura/api-contract/structural-categories';

const STRUCTURAL: ReadonlySet<string> = new Set(STRUCTURAL_CATEGORIES);

/** Returns true if a label describes the format, the colours or the type of an image. */
export function isStructural({ name, parents }: Pick<LabelDetail, 'name' | 'parents'>): boolean {
  return STRUCTURAL.has(name) || parents.some((parent) => STRUCTURAL.has(parent));
}

/**
 * Returns the most specific structural labels, such as `Landscape Format`; null if there are none.
 */
export function structureOf(labels: readonly LabelDetail[]): string | null {
  const names = labels
    .filter((label) => isStructural(label) && !STRUCTURAL.has(label.name))
    .map(({ name }) => name);
  return names.length === 0 ? null : names.join(', ');
}
