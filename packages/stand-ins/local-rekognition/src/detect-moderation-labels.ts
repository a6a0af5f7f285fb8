import type { JsonObject } from '@miniatura/local-service';
import {
  DEFAULT_MODERATION_CONFIDENCE,
  parseImageBytes,
  parseMinConfidence,
} from './detect-request.ts';
import { readImageHeader } from './image-header.ts';
import type { ModerationModel } from './moderation-model.ts';

/** Runs DetectModerationLabels: validates the image's header, then a model detects the labels. */
export async function detectModerationLabels(
  fields: JsonObject,
  model: ModerationModel,
  signal: AbortSignal,
): Promise<JsonObject> {
  const minConfidence = parseMinConfidence(fields, DEFAULT_MODERATION_CONFIDENCE);
  const bytes = parseImageBytes(fields);
  await readImageHeader(bytes);
  const labels = await model.detect(bytes, signal);
  return {
    ModerationLabels: labels.filter(({ Confidence }) => Confidence >= minConfidence),
    ModerationModelVersion: model.version,
    ContentTypes: [],
  };
}
