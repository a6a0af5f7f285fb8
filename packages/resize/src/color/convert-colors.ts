import type { DeepImage, RawImage } from '../raw-image.ts';
import type { ColorCoding } from './color-coding.ts';
import { luminanceWeights, toSrgbMatrix } from './rgb-matrix.ts';
import { toneMap } from './tone-map.ts';
import { transferCurve } from './transfer-curve.ts';

const LEVELS = 65_536;

let srgbBytes: Uint8Array | undefined;

/**
 * Returns a map of linear light from 0 to 1, in steps of 1 / 65,535, to sRGB bytes (IEC 61966-2-1).
 * Few images need it, so that it is computed for the first of them.
 */
function toSrgbBytes(): Uint8Array {
  srgbBytes ??= Uint8Array.from({ length: LEVELS }, (_, step) => {
    const light = step / (LEVELS - 1);
    const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.round(255 * value);
  });
  return srgbBytes;
}

function toLevel(light: number): number {
  if (light >= 1) return LEVELS - 1;
  return light > 0 ? Math.round(light * (LEVELS - 1)) : 0;
}

/** Converts to sRGB of 8 bits per channel. Colours outside sRGB are clipped. */
export function convertColors(image: DeepImage | RawImage, coding: ColorCoding): RawImage {
  const { data, width, height, channels } = image;
  const top = 256 ** data.BYTES_PER_ELEMENT - 1;
  const curve = transferCurve(coding.transfer);
  const toLight = Float64Array.from({ length: top + 1 }, (_, value) => curve(value / top));
  const matrix = toSrgbMatrix(coding.primaries);
  const weights = luminanceWeights(coding.primaries);
  const mapTones = toneMap(coding.transfer.kind);
  const out = Buffer.alloc(data.length);
  const toByte = toSrgbBytes();
  const rgb = new Float64Array(3);
  for (let at = 0; at < data.length; at += channels) {
    for (let i = 0; i < 3; i++) rgb[i] = toLight[data[at + i]!]!;
    mapTones?.(rgb, weights[0] * rgb[0]! + weights[1] * rgb[1]! + weights[2] * rgb[2]!);
    for (let i = 0; i < 3; i++) {
      const row = matrix[i]!;
      out[at + i] = toByte[toLevel(row[0]! * rgb[0]! + row[1]! * rgb[1]! + row[2]! * rgb[2]!)]!;
    }
    if (channels === 4) out[at + 3] = Math.round((data[at + 3]! * 255) / top);
  }
  return { data: out, width, height, channels };
}
