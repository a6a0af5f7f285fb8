import type { StageSettings } from './stages.ts';

/** Returns the variable by which functions learn the media types that a stage excludes, if any. */
export function excludedTypesVariable({
  excludedTypes,
}: Pick<StageSettings, 'excludedTypes'>): Readonly<Record<string, string>> {
  return excludedTypes === undefined ? {} : { EXCLUDED_TYPES: excludedTypes.join(',') };
}
