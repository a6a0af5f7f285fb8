import type { JsonObject } from '@miniatura/local-service';
import { parseDetectLabelsRequest } from './detect-request.ts';
import { dominantColors, type DominantColor } from './dominant-colors.ts';
import { readImageHeader } from './image-header.ts';
import { pixelLabels } from './pixel-labels.ts';
import { measurePixels, type PixelMeasures } from './pixel-measures.ts';
import { samplePixels } from './sample-pixels.ts';
import { selectLabels } from './select-labels.ts';

/** Says where labels come from: measures of pixels, no model of the world. */
export const LABEL_MODEL_VERSION = 'local-pixels-1.0';

/** As many colours as Rekognition ever returns: what the colour labels are drawn from. */
const LABEL_COLOR_COUNT = 20;

const imageProperties = (
  measures: PixelMeasures,
  colors: readonly DominantColor[],
): JsonObject => ({
  Quality: {
    Brightness: measures.brightness,
    Sharpness: measures.sharpness,
    Contrast: measures.contrast,
  },
  DominantColors: colors,
});

/** DetectLabels: what the pixels tell, and nothing of what they show. */
export const detectLabels = async (fields: JsonObject): Promise<JsonObject> => {
  const request = parseDetectLabelsRequest(fields);
  const header = await readImageHeader(request.bytes);
  const sample = await samplePixels(request.bytes);
  const measures = measurePixels(sample);
  const colors = dominantColors(sample, LABEL_COLOR_COUNT);
  const wantsLabels = request.features.includes('GENERAL_LABELS');
  return {
    Labels: wantsLabels ? selectLabels(pixelLabels(header, measures, colors), request) : [],
    LabelModelVersion: LABEL_MODEL_VERSION,
    ...(request.features.includes('IMAGE_PROPERTIES') && {
      ImageProperties: imageProperties(measures, colors.slice(0, request.maxDominantColors)),
    }),
  };
};
