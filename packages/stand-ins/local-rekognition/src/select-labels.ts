import type { DetectLabelsRequest, LabelFilters } from './detect-request.ts';
import type { Label } from './label-model.ts';

function isIncluded(names: readonly string[], filter: readonly string[]): boolean {
  return filter.length === 0 || names.some((name) => filter.includes(name));
}

function isExcluded(names: readonly string[], filter: readonly string[]): boolean {
  return names.some((name) => filter.includes(name));
}

function passes(label: Label, filters: LabelFilters): boolean {
  const names = [label.Name];
  const categories = label.Categories.map(({ Name }) => Name);
  return (
    isIncluded(names, filters.LabelInclusionFilters) &&
    isIncluded(categories, filters.LabelCategoryInclusionFilters) &&
    !isExcluded(names, filters.LabelExclusionFilters) &&
    !isExcluded(categories, filters.LabelCategoryExclusionFilters)
  );
}

/** Returns the labels that match a request, in their order. */
export function selectLabels(
  labels: readonly Label[],
  request: Pick<DetectLabelsRequest, 'filters' | 'maxLabels' | 'minConfidence'>,
): Label[] {
  return labels
    .filter(({ Confidence }) => Confidence >= request.minConfidence)
    .filter((label) => passes(label, request.filters))
    .slice(0, request.maxLabels);
}
