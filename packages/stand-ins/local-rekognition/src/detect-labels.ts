import type { JsonObject } from '@miniatura/local-service';
import { type Image, readImage } from './decoded-image.ts';
import { type DetectLabelsRequest, parseDetectLabelsRequest } from './detect-request.ts';
import type { LabelModel } from './label-model.ts';
import { selectLabels } from './select-labels.ts';

function imageProperties(
  { measures, colors }: Image,
  { maxDominantColors }: DetectLabelsRequest,
): JsonObject {
  return {
    Quality: {
      Brightness: measures.brightness,
      Sharpness: measures.sharpness,
      Contrast: measures.contrast,
    },
    DominantColors: colors.slice(0, maxDominantColors),
  };
}

/**
 * Runs DetectLabels: a model detects the labels, and the image properties are measured from the
 * pixels.
 */
export async function detectLabels(
  fields: JsonObject,
  model: LabelModel,
  signal: AbortSignal,
): Promise<JsonObject> {
  const request = parseDetectLabelsRequest(fields);
  const image = await readImage(request.bytes);
  const { version, labels } = request.features.includes('GENERAL_LABELS')
    ? await model.detect(image, signal)
    : { version: model.version, labels: [] };
  return {
    Labels: selectLabels(labels, request),
    LabelModelVersion: version,
    ...(request.features.includes('IMAGE_PROPERTIES') && {
      ImageProperties: imageProperties(image, request),
    }),
  };
}
