import type { TiffSamples } from './tiff-samples.ts';

const [LUMA_RED, LUMA_GREEN, LUMA_BLUE] = [0.299, 0.587, 0.114];
const FULL_RANGE = [0, 255, 128, 255, 128, 255];

export interface YCbCrShape {
  readonly across: number;
  readonly down: number;
}

/** Returns how many pixels share one Cb and one Cr; by default 2 × 2. */
export function subsamplingOf({ yCbCr: { subsampling } }: TiffSamples): YCbCrShape {
  return {
    across: subsampling[0] ?? 2,
    down: subsampling[1] ?? 2,
  };
}

/**
 * Converts a block of YCbCr data units (TIFF 6.0, section 21) to rows of 8-bit RGB. A unit contains
 * the luminances of `across` × `down` pixels, then their Cb and Cr.
 */
export function yCbCrToRgb(
  units: Buffer,
  width: number,
  height: number,
  samples: TiffSamples,
): Buffer {
  const { across, down } = subsamplingOf(samples);
  const unitBytes = across * down + 2;
  const unitsPerRow = Math.ceil(width / across);
  const convert = converter(samples);
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const unit = (Math.floor(y / down) * unitsPerRow + Math.floor(x / across)) * unitBytes;
      const luma = units[unit + (y % down) * across + (x % across)]!;
      const chroma = unit + unitBytes - 2;
      convert(luma, units[chroma]!, units[chroma + 1]!, rgb, (y * width + x) * 3);
    }
  }
  return rgb;
}

function converter({ yCbCr: { coefficients, referenceBlackWhite: given } }: TiffSamples) {
  const [red = LUMA_RED, green = LUMA_GREEN, blue = LUMA_BLUE] = coefficients;
  const range = given.length === 6 ? given : FULL_RANGE;
  const scaled = (value: number, index: number, top: number) =>
    ((value - range[index]!) * top) / (range[index + 1]! - range[index]!);
  return (luma: number, cb: number, cr: number, rgb: Buffer, at: number): void => {
    const y = scaled(luma, 0, 255);
    const r = y + scaled(cr, 4, 127) * (2 - 2 * red);
    const b = y + scaled(cb, 2, 127) * (2 - 2 * blue);
    rgb[at] = toByte(r);
    rgb[at + 1] = toByte((y - red * r - blue * b) / green);
    rgb[at + 2] = toByte(b);
  };
}

const toByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
