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
