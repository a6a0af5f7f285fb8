import sharp from 'sharp';
import { invalidImageFormat, MAX_PIXELS } from './image-header.ts';

/** The longer side of the measured sample. JPEGs are decoded at an eighth of their size for it. */
const MEASURED_SIDE_PIXELS = 128;

/** A small copy of an image: upright sRGB, one byte per channel, rows from the top. */
export interface PixelSample {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The size of a sample, and whether it keeps the aspect ratio. */
export interface SampleBox {
  readonly width: number;
  readonly height: number;
  readonly fit: 'inside' | 'fill';
}

const MEASURED: SampleBox = {
  width: MEASURED_SIDE_PIXELS,
  height: MEASURED_SIDE_PIXELS,
  fit: 'inside',
};

/** @throws RekognitionError InvalidImageFormatException when the pixels cannot be decoded */
export async function samplePixels(bytes: Buffer, box: SampleBox = MEASURED): Promise<PixelSample> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize(box)
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: toRgb(data, info.channels) };
  } catch (cause) {
    throw invalidImageFormat(cause);
  }
}

function toRgb(data: Buffer, channelCount: number): Uint8Array {
  if (channelCount === 3) return data;
  const rgb = new Uint8Array((data.length / channelCount) * 3);
  for (let pixel = 0; pixel * channelCount < data.length; pixel += 1) {
    rgb.fill(data[pixel * channelCount] as number, pixel * 3, pixel * 3 + 3);
  }
  return rgb;
}
