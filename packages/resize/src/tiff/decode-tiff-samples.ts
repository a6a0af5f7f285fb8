import { tiffHeader } from '../tiff-header.ts';
import { nominalRange } from './read-sample.ts';
import { forEachPixel } from './tiff-blocks.ts';
import { channelCount, channelsOf, isConverted } from './tiff-colors.ts';
import type { AlphaSample, TiffSamples } from './tiff-samples.ts';

/**
 * Decodes a TIFF page that sharp would show incorrectly into an uncompressed TIFF of 8 or 16 bits
 * per channel, with its profile and orientation, and with straight alpha.
 * @throws Error if a strip or tile is missing, truncated or broken
 */
export function decodeTiffSamples(file: Buffer, samples: TiffSamples): Uint8Array {
  const { width, height, orientation } = samples;
  const channels = channelCount(samples);
  const bits = outputBits(samples);
  const iccProfile = isConverted(samples) ? undefined : samples.iccProfile;
  const hasAlpha = isTransparent(samples);
  const header = tiffHeader({ width, height, channels, hasAlpha, bits, orientation, iccProfile });
  const count = channels + (hasAlpha ? 1 : 0);
  const out = new Uint8Array(header.length + (width * height * count * bits) / 8);
  out.set(header);
  const target =
    bits === 8
      ? new Uint8Array(out.buffer, header.length)
      : new Uint16Array(out.buffer, header.length);
  putPixels(file, samples, target, count);
  return out;
}

/** Returns true if the decoded image has an alpha channel. */
export function isTransparent({ alpha, transparentIndex }: TiffSamples): boolean {
  return alpha !== undefined || transparentIndex !== undefined;
}

/** Inks are decoded to 8 bits; other samples keep their depth, because profiles need it. */
export function outputBits(samples: TiffSamples): 8 | 16 {
  return samples.bits > 8 && channelCount(samples) !== 4 ? 16 : 8;
}

function putPixels(
  file: Buffer,
  samples: TiffSamples,
  target: Uint8Array | Uint16Array,
  count: number,
): void {
  const range = rangeOf(file, samples);
  const toChannels = channelsOf(samples, range);
  const top = target.BYTES_PER_ELEMENT === 1 ? 255 : 65_535;
  const channels = new Float64Array(count);
  const { alpha, transparentIndex, width } = samples;
  const [transparent, opaque] = alpha?.range ?? samples.range ?? nominalRange(samples);
  forEachPixel(file, samples, (pixel, x, y) => {
    toChannels(pixel, channels);
    if (alpha) {
      const opacity = (pixel[alpha.sample]! - transparent) / (opaque - transparent);
      if (alpha.matte) divideOut(channels, opacity, isOnZero(alpha, samples) ? 0 : 1);
      channels[count - 1] = opacity;
    } else if (transparentIndex !== undefined) {
      channels[count - 1] = pixel[0] === transparentIndex ? 0 : 1;
    }
    const at = (y * width + x) * count;
    for (let i = 0; i < count; i++) target[at + i] = toWhole(channels[i]!, top);
  });
}

/** Returns true if black (for inks: white) is zero. */
function isOnZero({ matte }: AlphaSample, samples: TiffSamples): boolean {
  return (matte === 'black') === (channelCount(samples) !== 4);
}

/** Converts colours that are blended with a matte to straight alpha. */
function divideOut(channels: Float64Array, opacity: number, matte: 0 | 1): void {
  if (opacity <= 0) return;
  for (let i = 0; i < channels.length - 1; i++) {
    channels[i] = (channels[i]! - matte * (1 - opacity)) / opacity;
  }
}

/** Rounds a value; NaN becomes black. */
function toWhole(value: number, top: number): number {
  return value >= 1 ? top : value > 0 ? Math.round(value * top) : 0;
}

/**
 * Returns the samples of black and white. Without a profile, signed integers and floats beyond 0 to 1 are
 * measurements, and are stretched to the full range.
 */
function rangeOf(file: Buffer, samples: TiffSamples): readonly [number, number] {
  if (samples.range) return samples.range;
  const nominal = nominalRange(samples);
  const isFloat = samples.sampleFormat === 3;
  if ((samples.sampleFormat !== 2 && !isFloat) || samples.iccProfile) return nominal;
  const [low, high] = extremesOf(file, samples);
  if (isFloat && low <= nominal[1] && high >= nominal[0]) {
    return [Math.min(low, nominal[0]), Math.max(high, nominal[1])];
  }
  return low < high ? [low, high] : nominal;
}

/** Returns the smallest and the largest value of a colour. */
function extremesOf(file: Buffer, samples: TiffSamples): readonly [number, number] {
  const channels = channelCount(samples);
  // The text of a float is often rounded.
  const noData = Math.fround(samples.noData ?? NaN);
  let [low, high] = [Infinity, -Infinity];
  forEachPixel(file, samples, (pixel) => {
    for (let i = 0; i < channels; i++) {
      if (!Number.isFinite(pixel[i]) || Math.fround(pixel[i]!) === noData) continue;
      low = Math.min(low, pixel[i]!);
      high = Math.max(high, pixel[i]!);
    }
  });
  return [low, high];
}
