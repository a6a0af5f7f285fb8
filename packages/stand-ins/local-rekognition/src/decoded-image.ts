import { type DominantColor, dominantColors } from './dominant-colors.ts';
import { type ImageHeader, readImageHeader } from './image-header.ts';
import { measurePixels, type PixelMeasures } from './pixel-measures.ts';
import { samplePixels } from './sample-pixels.ts';

/** An image whose pixels are decoded and measured. */
export interface Image {
  readonly bytes: Buffer;
  readonly header: ImageHeader;
  readonly measures: PixelMeasures;
  /** Most frequent first, up to the maximum of Rekognition. */
  readonly colors: readonly DominantColor[];
}

const MAX_COLOR_COUNT = 20;

/**
 * Decodes and measures an image. @throws RekognitionError ImageTooLargeException,
 * InvalidImageFormatException, InvalidParameterException
 */
export async function readImage(bytes: Buffer): Promise<Image> {
  const header = await readImageHeader(bytes);
  const sample = await samplePixels(bytes);
  return {
    ...{ bytes, header },
    measures: measurePixels(sample),
    colors: dominantColors(sample, MAX_COLOR_COUNT),
  };
}
