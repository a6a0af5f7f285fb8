import { describePixels } from './describe-pixels.ts';
import type { DescriptionModel } from './description-model.ts';

/** Says what answers: measures of pixels, no model of the world. */
export const LOCAL_MODEL_ID = 'local.pixels-v1';

/** Each picture's format, brightness and most frequent colour in a sentence, whatever is asked. */
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
