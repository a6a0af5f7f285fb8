import type { LumaWeights } from './luma-weights.ts';
import type { BoxSums } from './sum-boxes.ts';

export interface PlanarColors {
  readonly isFullRange: boolean;
  /** Weights of YCbCr; absent if the planes are grey or RGB. */
  readonly weights?: LumaWeights;
}

/** Converts one plane of grey, or three of RGB or YCbCr (ITU-T H.273, 8.3), to interleaved 8-bit RGB. */
export function planarToRgb(
  planes: readonly BoxSums[],
  { isFullRange, weights }: PlanarColors,
): Uint8ClampedArray<ArrayBuffer> {
  const [first, second = first, third = first] = planes;
  if (!first || !second || !third)
    throw new Error('Expected one or three planes but received none');
  const rgb = new Uint8ClampedArray(first.sums.length * 3);
  const luma = lumaScale(first, isFullRange);
  if (!weights) {
    [first, second, third].forEach((plane, channel) => put(plane, luma, rgb, channel));
    return rgb;
  }
  const redOfCr = 2 * (1 - weights.red);
  const blueOfCb = 2 * (1 - weights.blue);
  const greenWeight = 1 - weights.red - weights.blue;
  const [greenOfCr, greenOfCb] = [
    (weights.red * redOfCr) / greenWeight,
    (weights.blue * blueOfCb) / greenWeight,
  ];
  const [blueScale, redScale] = [chromaScale(second, isFullRange), chromaScale(third, isFullRange)];
  const [ys, cbs, crs] = [first.sums, second.sums, third.sums];
  for (let i = 0, at = 0; i < ys.length; i++, at += 3) {
    const y = (ys[i]! - luma.zero) * luma.factor;
    const cb = (cbs[i]! - blueScale.zero) * blueScale.factor;
    const cr = (crs[i]! - redScale.zero) * redScale.factor;
    rgb[at] = y + redOfCr * cr;
    rgb[at + 1] = y - greenOfCr * cr - greenOfCb * cb;
    rgb[at + 2] = y + blueOfCb * cb;
  }
  return rgb;
}

/** Maps sums to 0 to 255, or to -127.5 to 127.5 for chroma. */
interface Scale {
  readonly zero: number;
  readonly factor: number;
}

function lumaScale({ bits, count }: BoxSums, isFullRange: boolean): Scale {
  const step = 2 ** (bits - 8);
  const zero = isFullRange ? 0 : 16 * step;
  const range = isFullRange ? 2 ** bits - 1 : 219 * step;
  return { zero: zero * count, factor: 255 / (range * count) };
}

function chromaScale({ bits, count }: BoxSums, isFullRange: boolean): Scale {
  const range = isFullRange ? 2 ** bits - 1 : 224 * 2 ** (bits - 8);
  return { zero: 2 ** (bits - 1) * count, factor: 255 / (range * count) };
}

function put({ sums }: BoxSums, { zero, factor }: Scale, rgb: Uint8ClampedArray, channel: number) {
  for (let i = 0, at = channel; i < sums.length; i++, at += 3) rgb[at] = (sums[i]! - zero) * factor;
}
