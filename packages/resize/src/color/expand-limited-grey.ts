import type { RawImage } from '../raw-image.ts';

/** Black and white of the limited range of 8 bits (ITU-R BT.601 and BT.709). */
const [BLACK, WHITE] = [16, 235];

const EXPANDED = Uint8ClampedArray.from({ length: 256 }, (_, value) =>
  Math.round(((value - BLACK) * 255) / (WHITE - BLACK)),
);

/** Expands the limited range of a grey image, which libvips does only for colour images. */
export function expandLimitedGrey(image: RawImage): RawImage {
  const { channels } = image;
  const data = Buffer.from(image.data);
  for (let at = 0; at < data.length; at++) {
    if (channels === 3 || at % 4 !== 3) data[at] = EXPANDED[data[at]!]!;
  }
  return { ...image, data };
}
