import type { JsonObject } from '@miniatura/local-service';
import { parseDetectLabelsRequest, type DetectLabelsRequest } from './detect-request.ts';
import type { LabelModel } from './label-model.ts';
import { readImage, type Image } from './decoded-image.ts';
import { selectLabels } from './select-labels.ts';

const imageProperties = (
  { measures, colors }: Image,
  { maxDominantColors }: DetectLabelsRequest,
): JsonObject => ({
  Quality: {
    Brightness: measures.brightness,
    Sharpness: measures.sharpness,
    Contrast: measures.contrast,
  },
  DominantColors: colors.slice(0, maxDominantColors),
});

/**
 * Runs DetectLabels: a model detects the labels, and the image properties are measured from the
 * pixels.
 */
export const detectLabels = async (
  fields: JsonObject,
  model: LabelModel,
  signal: AbortSignal,
): Promise<JsonObject> => {
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
};
