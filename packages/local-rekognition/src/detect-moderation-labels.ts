import type { JsonObject } from '@miniatura/local-service';
import { parseImageBytes, parseMinConfidence } from './detect-request.ts';
import { readImageHeader } from './image-header.ts';
import type { ModerationLabels } from './moderation-labels.ts';

/** Says that nobody looked. */
export const MODERATION_MODEL_VERSION = 'local-none-1.0';

/** Says that a test answers. */
export const SCRIPTED_MODERATION_MODEL_VERSION = 'local-scripted-1.0';

/**
 * DetectModerationLabels: no labels but those that a test gives, for pixels alone do not tell what
 * is unsafe. The picture's header is checked; its pixels are not decoded.
 */
export const detectModerationLabels = async (
  fields: JsonObject,
  scripted?: ModerationLabels,
): Promise<JsonObject> => {
  const minConfidence = parseMinConfidence(fields);
  const bytes = parseImageBytes(fields);
  await readImageHeader(bytes);
  const labels = scripted?.(bytes) ?? [];
  return {
    ModerationLabels: labels.filter(({ Confidence }) => Confidence >= minConfidence),
    ModerationModelVersion: scripted ? SCRIPTED_MODERATION_MODEL_VERSION : MODERATION_MODEL_VERSION,
    ContentTypes: [],
  };
};
