import type { PixelSample } from './sample-pixels.ts';

/** Measures of pixels, each from 0 to 100. */
export interface PixelMeasures {
  /** Mean luma. */
  readonly brightness: number;
  /** The standard deviation of luma; 100 means half black, half white. */
  readonly contrast: number;
  /** The share of the contrast between neighbours: near 0 for a gradient or a blurred image. */
  readonly sharpness: number;
  /**
   * The metric of Hasler and Süsstrunk (2003): 0 grey, 33 moderately, 59 quite, 82 highly
   * colourful.
   */
  readonly colorfulness: number;
  /** The share of pixels that equal their right and lower neighbours; high for drawings. */
  readonly flatness: number;
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

function spread(values: Float64Array): Spread {
  // Loops by index: with an iterator, the first images take several times as long.
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] as number;
  const mean = sum / values.length;
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) squares += ((values[at] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function mapPixels(
  { data }: PixelSample,
  measure: (red: number, green: number, blue: number) => number,
): Float64Array {
  const values = new Float64Array(data.length / 3);
  for (let pixel = 0; pixel < values.length; pixel += 1) {
    const at = pixel * 3;
    values[pixel] = measure(data[at] as number, data[at + 1] as number, data[at + 2] as number);
  }
  return values;
}

/** The luma of Rec. 601. */
function lumaOf(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function colorfulnessOf(sample: PixelSample): number {
  const redGreen = spread(mapPixels(sample, (red, green) => red - green));
  const yellowBlue = spread(mapPixels(sample, (red, green, blue) => (red + green) / 2 - blue));
  return (
    Math.hypot(redGreen.deviation, yellowBlue.deviation) +
    0.3 * Math.hypot(redGreen.mean, yellowBlue.mean)
  );
}

/** The mean difference in luma between a pixel and its right and lower neighbours. */
function meanStep(luma: Float64Array, { width, height }: PixelSample): number {
  let sum = 0;
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const at = y * width + x;
      const here = luma[at] as number;
      sum += Math.abs(here - (luma[at + 1] as number));
      sum += Math.abs(here - (luma[at + width] as number));
    }
  }
  return sum / (2 * Math.max(1, (width - 1) * (height - 1)));
}

/** Smaller differences are noise of JPEG and scaling. */
const FLAT_TOLERANCE = 1;

function isSame(data: Uint8Array, a: number, b: number): boolean {
  for (let channel = 0; channel < 3; channel += 1) {
    const difference = (data[a * 3 + channel] as number) - (data[b * 3 + channel] as number);
    if (Math.abs(difference) > FLAT_TOLERANCE) return false;
  }
  return true;
}

function flatShare({ data, width, height }: PixelSample): number {
  let flatCount = 0;
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const at = y * width + x;
      if (isSame(data, at, at + 1) && isSame(data, at, at + width)) flatCount += 1;
    }
  }
  return flatCount / Math.max(1, (width - 1) * (height - 1));
}

const percent = (share: number): number => Math.min(100, Math.max(0, share * 100));

/** Below this deviation of luma, sharpness is not measured. */
const MIN_DEVIATION = 2;

/** Measures a sample. The sample is small, so that only strong blur is measurable. */
export function measurePixels(sample: PixelSample): PixelMeasures {
  const luma = mapPixels(sample, lumaOf);
  const { mean, deviation } = spread(luma);
  const stepRatio = deviation < MIN_DEVIATION ? 0 : meanStep(luma, sample) / deviation;
  return {
    brightness: percent(mean / 255),
    contrast: percent(deviation / 127.5),
    sharpness: percent(1 - Math.exp(-4 * stepRatio)),
    colorfulness: percent(colorfulnessOf(sample) / 100),
    flatness: percent(flatShare(sample)),
  };
}
