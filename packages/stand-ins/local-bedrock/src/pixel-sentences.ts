import { describePixels } from './describe-pixels.ts';
import type { DescriptionModel } from './description-model.ts';

/** The id shows that pixels are measured, and no model recognizes the content. */
export const LOCAL_MODEL_ID = 'local.pixels-v1';

/**
 * Describes each image by its format, brightness and most frequent colour, whatever the prompt is.
 */
export const PIXEL_SENTENCES: DescriptionModel = {
  id: LOCAL_MODEL_ID,
  answer: async ({ images }) => {
    const sentences = await Promise.all(images.map(({ bytes }) => describePixels(bytes)));
    return {
      text: sentences.join(' ') || 'There is no picture to describe.',
      stopReason: 'end_turn',
    };
  },
};
