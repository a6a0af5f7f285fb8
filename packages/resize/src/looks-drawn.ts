import type { RawImage } from './raw-image.ts';

/** Drawings have few colours. Photographs have more within the first rows. */
const MAX_COLORS = 1_024;

/** Share of pixels that equal their left neighbour. Dithering and grey photographs are below it. */
const MIN_FLAT_SHARE = 0.5;

/** Returns whether an image has few colours in flat areas, as drawings and screenshots have. */
export function looksDrawn({ data, channels }: RawImage): boolean {
  const colors = new Set<number>();
  let [flatCount, last] = [0, -1];
  for (let at = 0; at < data.length; at += channels) {
    const color = channels === 3 ? data.readUIntBE(at, 3) : data.readUInt32BE(at);
    if (color === last) {
      flatCount++;
      continue;
    }
    last = color;
    if (colors.add(color).size > MAX_COLORS) return false;
  }
  return (flatCount * channels) / data.length >= MIN_FLAT_SHARE;
}
