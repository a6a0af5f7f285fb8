import { dominantColors, type DominantColor } from './dominant-colors.ts';
import { readImageHeader, type ImageHeader } from './image-header.ts';
import { measurePixels, type PixelMeasures } from './pixel-measures.ts';
import { samplePixels } from './sample-pixels.ts';

/** A picture whose pixels were decoded and measured. */
export interface Picture {
  readonly bytes: Buffer;
  readonly header: ImageHeader;
  readonly measures: PixelMeasures;
  /** The most frequent first; as many as Rekognition ever returns. */
  readonly colors: readonly DominantColor[];
}

const MAX_COLOR_COUNT = 20;

/** @throws RekognitionError ImageTooLargeException, InvalidImageFormatException, InvalidParameterException */
export const readPicture = async (bytes: Buffer): Promise<Picture> => {
  const header = await readImageHeader(bytes);
  const sample = await samplePixels(bytes);
  return {
    ...{ bytes, header },
    measures: measurePixels(sample),
    colors: dominantColors(sample, MAX_COLOR_COUNT),
  };
};
