import { cssColorName, hexCode, simplifiedColorName, type Rgb } from './color-names.ts';
import type { PixelSample } from './sample-pixels.ts';

/** A dominant colour as Rekognition describes it. */
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

/** Colours are first counted in 16 steps a channel, then near clusters become one. */
const STEP = 16;
const MERGE_DISTANCE = 44;

const meanOf = ({ count, sum }: Cluster): Rgb => [
  Math.round(sum[0] / count),
  Math.round(sum[1] / count),
  Math.round(sum[2] / count),
];

const addTo = (cluster: Cluster, count: number, [red, green, blue]: Rgb): void => {
  cluster.count += count;
  cluster.sum[0] += red;
  cluster.sum[1] += green;
  cluster.sum[2] += blue;
};

const countBins = ({ data }: PixelSample): Cluster[] => {
  const bins = new Map<number, Cluster>();
  for (let at = 0; at < data.length; at += 3) {
    const color: Rgb = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    const key = color.reduce((sum, channel) => sum * STEP + Math.floor(channel / STEP), 0);
    const bin = bins.get(key) ?? { count: 0, sum: [0, 0, 0] };
    bins.set(key, bin);
    addTo(bin, 1, color);
  }
  return [...bins.values()].sort((a, b) => b.count - a.count);
};

const distance = (a: Rgb, b: Rgb): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

const mergeNear = (bins: readonly Cluster[]): Cluster[] => {
  const clusters: (Cluster & { readonly seed: Rgb })[] = [];
  for (const bin of bins) {
    const seed = meanOf(bin);
    const near = clusters.find((cluster) => distance(cluster.seed, seed) < MERGE_DISTANCE);
    if (near) addTo(near, bin.count, bin.sum);
    else clusters.push({ count: bin.count, sum: [...bin.sum], seed });
  }
  return clusters.sort((a, b) => b.count - a.count);
};

/** The colours that cover most of a picture, the largest first. */
export const dominantColors = (sample: PixelSample, maxColors: number): DominantColor[] => {
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
};
