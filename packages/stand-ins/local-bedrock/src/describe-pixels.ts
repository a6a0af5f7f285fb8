import sharp from 'sharp';
import { BedrockError } from './errors.ts';

/** Colour names, each with one representative shade. */
const COLORS = [
  ['black', [16, 16, 16]],
  ['grey', [128, 128, 128]],
  ['white', [240, 240, 240]],
  ['red', [200, 40, 40]],
  ['orange', [240, 140, 30]],
  ['brown', [120, 75, 40]],
  ['yellow', [235, 220, 60]],
  ['green', [60, 150, 60]],
  ['cyan', [60, 190, 200]],
  ['blue', [50, 90, 200]],
  ['purple', [120, 60, 170]],
  ['pink', [240, 130, 180]],
] as const;

/** A mean luma of at least BRIGHT_LUMA is bright, one of at most DARK_LUMA is dark; 0–255. */
const BRIGHT_LUMA = 170;
const DARK_LUMA = 85;

/** The size of the copy that is measured. */
const SAMPLE_BOX = { width: 128, height: 128, fit: 'inside' } as const;

/** More pixels than the images for a model may have. */
const MAX_PIXELS = 8000 ** 2;

/**
 * Describes the pixels of an image in a sentence, without recognizing its content.
 * @example 'A bright landscape picture, mostly blue.'
 * @throws BedrockError ValidationException when the bytes are not an image
 */
export async function describePixels(bytes: Buffer): Promise<string> {
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS });
    const { autoOrient } = await image.metadata();
    const sample = image.resize(SAMPLE_BOX).flatten({ background: 'white' }).toColourspace('srgb');
    const { channels, dominant } = await sharp(await sample.png().toBuffer()).stats();
    const brightness = brightnessOf(channels.map(({ mean }) => mean));
    const color = nearestColor([dominant.r, dominant.g, dominant.b]);
    return `A ${brightness}${formatOf(autoOrient)} picture, mostly ${color}.`;
  } catch (cause) {
    throw new BedrockError(
      'ValidationException',
      'The model returned the following errors: Could not process image',
      { cause },
    );
  }
}

/** Computes the brightness from the means of red, green and blue, or of grey only. */
function brightnessOf([red = 0, green = red, blue = red]: readonly number[]): string {
  const meanLuma = 0.299 * red + 0.587 * green + 0.114 * blue;
  if (meanLuma >= BRIGHT_LUMA) return 'bright ';
  return meanLuma <= DARK_LUMA ? 'dark ' : '';
}

function formatOf({ width, height }: { width: number; height: number }): string {
  if (width === height) return 'square';
  return width > height ? 'landscape' : 'portrait';
}

function nearestColor(rgb: readonly [number, number, number]): string {
  const distanceTo = (shade: readonly number[]) =>
    shade.reduce((sum, value, channel) => sum + (value - (rgb[channel] ?? 0)) ** 2, 0);
  return COLORS.reduce((best, next) =>
    distanceTo(next[1]) < distanceTo(best[1]) ? next : best,
  )[0];
}
