import type { TiffSamples } from './tiff-samples.ts';

/** Converts the stored samples of one pixel to channels from 0 to 1. */
export type ToChannels = (samples: Float64Array, channels: Float64Array) => void;

const [WHITE_IS_ZERO, BLACK_IS_ZERO, PALETTE, CMYK, CIE_LAB, ICC_LAB] = [0, 1, 3, 5, 8, 9];

/** Returns the number of channels without alpha. */
export function channelCount({ photometric }: TiffSamples): 1 | 3 | 4 {
  if (photometric === CMYK) return 4;
  return photometric === WHITE_IS_ZERO || photometric === BLACK_IS_ZERO ? 1 : 3;
}

/** Returns true if the channels are already sRGB, whatever profile the file contains. */
export function isConverted({ photometric }: TiffSamples): boolean {
  return photometric === CIE_LAB || photometric === ICC_LAB;
}

/** @param range samples of black and white */
export function channelsOf(
  samples: TiffSamples,
  [low, high]: readonly [number, number],
): ToChannels {
  const { photometric, bits, colorMap } = samples;
  if (photometric === PALETTE) return (from, to) => lookUp(colorMap, bits, from[0]!, to);
  if (photometric === CIE_LAB) return (from, to) => signedLabToSrgb(from, to, bits);
  if (photometric === ICC_LAB) return (from, to) => offsetLabToSrgb(from, to, bits);
  const count = channelCount(samples);
  const scale = 1 / (high - low);
  const isInverted = photometric === WHITE_IS_ZERO;
  return (from, to) => {
    for (let i = 0; i < count; i++) {
      const value = (from[i]! - low) * scale;
      to[i] = isInverted ? 1 - value : value;
    }
  };
}

/**
 * Looks up a colour in a ColorMap (TIFF 6.0): all reds, then all greens, then all blues, of 16
 * bits.
 */
function lookUp(colorMap: readonly number[], bits: number, index: number, to: Float64Array): void {
  for (let i = 0; i < 3; i++) to[i] = (colorMap[i * 2 ** bits + index] ?? 0) / 65_535;
}

/** Converts L*a*b* (TIFF 6.0, section 23), where a* and b* are signed and L* is not. */
function signedLabToSrgb(from: Float64Array, to: Float64Array, bits: number): void {
  const unit = bits === 16 ? 256 : 1;
  const chroma = (value: number) => (value >= 128 * unit ? value - 256 * unit : value) / unit;
  labToSrgb((from[0]! / (2 ** bits - 1)) * 100, chroma(from[1]!), chroma(from[2]!), to);
}

/** Converts L*a*b* as ICC profiles and PSD store it: a* and b* have an offset of 128. */
function offsetLabToSrgb(from: Float64Array, to: Float64Array, bits: number): void {
  const top = 2 ** bits - 1;
  const chroma = (value: number) => (value / top) * 255 - 128;
  labToSrgb((from[0]! / top) * 100, chroma(from[1]!), chroma(from[2]!), to);
}

function labToSrgb(lightness: number, a: number, b: number, to: Float64Array): void {
  const fy = (lightness + 16) / 116;
  const x = 0.9642 * fromLabCurve(fy + a / 500);
  const y = fromLabCurve(fy);
  const z = 0.8249 * fromLabCurve(fy - b / 200);
  // XYZ of D50 to linear sRGB, with the Bradford adaptation to D65.
  to[0] = toSrgbCurve(3.1338561 * x - 1.6168667 * y - 0.4906146 * z);
  to[1] = toSrgbCurve(-0.9787684 * x + 1.9161415 * y + 0.033454 * z);
  to[2] = toSrgbCurve(0.0719453 * x - 0.2289914 * y + 1.4052427 * z);
}

/** CIE 15, 8.2.1.1. */
function fromLabCurve(t: number): number {
  return t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29);
}

/** IEC 61966-2-1. */
function toSrgbCurve(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}
