import type { Size } from '../plan-resize.ts';
import type { RawImage } from '../raw-image.ts';

/** CMYK, where 0 is no ink, optionally followed by alpha. */
interface Inks extends Size {
  readonly data: Buffer;
  readonly channels: number;
}

/**
 * Converts CMYK without a profile as browsers do: each ink absorbs its share of one channel, and
 * black absorbs its share of all channels.
 */
export function inksToRgb({ data, width, height, channels: step }: Inks): RawImage {
  const channels = step > 4 ? 4 : 3;
  const rgb = Buffer.alloc(width * height * channels);
  for (let from = 0, to = 0; from < data.length; from += step, to += channels) {
    const light = 255 - data[from + 3]!;
    for (let i = 0; i < 3; i++) rgb[to + i] = Math.round(((255 - data[from + i]!) * light) / 255);
    if (channels === 4) rgb[to + 3] = data[from + 4]!;
  }
  return { data: rgb, width, height, channels };
}
