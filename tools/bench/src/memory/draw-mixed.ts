import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TURNED_P3_HEIC } from '@miniatura/resize/test-support';
import { buildGrid, itemOf } from '@miniatura/resize/test-support/build-heif';
import sharp, { type Sharp } from 'sharp';
import { drawPixels } from '../draw-images.ts';

/** From icons to cameras; no two have the same size, so that memory is not simply used again. */
const SIZES = [
  [96, 96],
  [400, 300],
  [640, 960],
  [1170, 800],
  [1600, 1200],
  [2400, 1600],
] as const;

const FORMATS: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  'baseline.jpg': (picture) => picture.jpeg({ quality: 90 }),
  'progressive.jpg': (picture) => picture.jpeg({ quality: 85, progressive: true }),
  png: (picture) => picture.png({ compressionLevel: 1 }),
  'alpha.png': (picture) => picture.ensureAlpha(0.5).png({ compressionLevel: 1 }),
  webp: (picture) => picture.webp({ effort: 0 }),
  'tiled.tif': (picture) => picture.tiff({ compression: 'lzw', tile: true }),
  gif: (picture) => picture.gif({ effort: 1 }),
};

/**
 * Draws images of many sizes and formats, and HEICs of several.
 * @returns their paths
 */
export async function drawMixed(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const [width, height] of SIZES) {
    const raw = { width, height, channels: 3 } as const;
    const pixels = await drawPixels(width, height);
    for (const [format, encode] of Object.entries(FORMATS)) {
      const path = join(folder, `${width}.${format}`);
      await writeFile(path, await encode(sharp(pixels, { raw })).toBuffer());
      paths.push(path);
    }
  }
  for (const columns of [4, 12]) {
    const path = join(folder, `${columns}.heic`);
    await writeFile(path, drawHeic(columns));
    paths.push(path);
  }
  return paths;
}

function drawHeic(columns: number): Buffer {
  const tiles = [itemOf(TURNED_P3_HEIC, ['colr', 'irot'])];
  const places = Array<number>(columns ** 2).fill(0);
  return buildGrid({ tiles, places, columns, width: columns * 96, height: columns * 64 });
}
