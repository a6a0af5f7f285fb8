import type { RawImage } from './raw-image.ts';

/** Removes the alpha channel if all pixels are opaque, whatever the header says. */
export function dropOpaqueAlpha(image: RawImage): RawImage {
  const { data, width, height, channels } = image;
  if (channels === 3) return image;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return image;
  const rgb = Buffer.alloc(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + 1]!;
    rgb[to + 2] = data[from + 2]!;
  }
  return { data: rgb, width, height, channels: 3 };
}
