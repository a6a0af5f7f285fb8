import {
  cssColorName,
  hexCode,
  type Rgb,
  simplifiedColorName,
  squaredDistance,
} from './color-names.ts';
import type { PixelSample } from './sample-pixels.ts';

/** A dominant colour with Rekognition's fields. */
export interface DominantColor {
  readonly Red: number;
  readonly Green: number;
  readonly Blue: number;
  readonly HexCode: string;
  readonly CSSColor: string;
  readonly SimplifiedColor: string;
  /** 0–100 */
  readonly PixelPercent: number;
}

interface Cluster {
  count: number;
  sum: [number, number, number];
}

/** Colours are counted in 16 bins per channel, then similar clusters are merged. */
const STEP = 16;
const MERGE_DISTANCE = 44;

function meanOf({ count, sum }: Cluster): Rgb {
  return [Math.round(sum[0] / count), Math.round(sum[1] / count), Math.round(sum[2] / count)];
}

function addTo(cluster: Cluster, count: number, [red, green, blue]: Rgb): void {
  cluster.count += count;
  cluster.sum[0] += red;
  cluster.sum[1] += green;
  cluster.sum[2] += blue;
}

/** Uses loops over typed arrays, because it runs for every pixel of every image. */
function countBins({ data }: PixelSample): Cluster[] {
  const counts = new Uint32Array(STEP ** 3);
  const sums = new Uint32Array(STEP ** 3 * 3);
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at] as number;
    const green = data[at + 1] as number;
    const blue = data[at + 2] as number;
    const bin = ((red >> 4) * STEP + (green >> 4)) * STEP + (blue >> 4);
    counts[bin] = (counts[bin] as number) + 1;
    sums[bin * 3] = (sums[bin * 3] as number) + red;
    sums[bin * 3 + 1] = (sums[bin * 3 + 1] as number) + green;
    sums[bin * 3 + 2] = (sums[bin * 3 + 2] as number) + blue;
  }
  return [...counts.keys()]
    .filter((bin) => (counts[bin] as number) > 0)
    .map((bin) => ({ count: counts[bin] as number, sum: sumOf(sums, bin) }))
    .sort((a, b) => b.count - a.count);
}

function sumOf(sums: Uint32Array, bin: number): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = sums.subarray(bin * 3, bin * 3 + 3);
  return [red, green, blue];
}

function mergeNear(bins: readonly Cluster[]): Cluster[] {
  const clusters: (Cluster & { readonly seed: Rgb })[] = [];
  for (const bin of bins) {
    const seed = meanOf(bin);
    const near = clusters.find(
      (cluster) => squaredDistance(cluster.seed, seed) < MERGE_DISTANCE ** 2,
    );
    if (near) addTo(near, bin.count, bin.sum);
    else clusters.push({ count: bin.count, sum: [...bin.sum], seed });
  }
  return clusters.sort((a, b) => b.count - a.count);
}

/** Returns the colours that cover most of an image, most frequent first. */
export function dominantColors(sample: PixelSample, maxColors: number): DominantColor[] {
  const pixelCount = sample.data.length / 3;
  return mergeNear(countBins(sample))
    .slice(0, maxColors)
    .map((cluster) => {
      const color = meanOf(cluster);
      return {
        Red: color[0],
        Green: color[1],
        Blue: color[2],
        HexCode: hexCode(color),
        CSSColor: cssColorName(color),
        SimplifiedColor: simplifiedColorName(color),
        PixelPercent: (cluster.count / pixelCount) * 100,
      };
    });
}
