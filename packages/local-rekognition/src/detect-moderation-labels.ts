import { parseImageBytes, parseMinConfidence, type RequestFields } from './detect-request.ts';
import { readImageHeader } from './image-header.ts';

/** Says that nobody looked. */
export const MODERATION_MODEL_VERSION = 'local-none-1.0';

/**
 * DetectModerationLabels: no labels, ever, for pixels alone do not tell what is unsafe. The
 * picture's header is checked; its pixels are not decoded.
 */
export const detectModerationLabels = async (fields: RequestFields): Promise<RequestFields> => {
  parseMinConfidence(fields);
  await readImageHeader(parseImageBytes(fields));
  return {
    ModerationLabels: [],
    ModerationModelVersion: MODERATION_MODEL_VERSION,
    ContentTypes: [],
  };
};
