/**
 * Categories of labels that describe the form of an image, such as its colours, and not what is in
 * it. The page shows them as details, and the dashboard does not count them.
 */
export const STRUCTURAL_CATEGORIES = [
  'Color',
  'Composition',
  'Focus',
  'Image Type',
  'Lighting',
] as const;

const CATEGORIES: ReadonlySet<string> = new Set(STRUCTURAL_CATEGORIES);

interface NamedLabel {
  readonly name: string;
  readonly parents: readonly string[];
}

/** Returns true if a label describes the format, the colours or the type of an image. */
export function isStructural({ name, parents }: NamedLabel): boolean {
  return CATEGORIES.has(name) || parents.some((parent) => CATEGORIES.has(parent));
}

/** Returns the most specific structural labels, such as `Landscape Format`, without categories. */
export function structuralLabels<Label extends NamedLabel>(labels: readonly Label[]): Label[] {
  return labels.filter((label) => isStructural(label) && !CATEGORIES.has(label.name));
}
