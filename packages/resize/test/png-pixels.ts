import sharp from 'sharp';
import { makeRenditions, type MakeRenditionsOptions } from '../src/index.ts';

/** A small image's own pixels, as a lossless rendition shows them, with what is told of it. */
export async function pngPixels(file: Uint8Array, options: MakeRenditionsOptions = {}) {
  const spec = { name: 'a', width: 512, height: 512, fit: 'inside', format: 'png' } as const;
  const { renditions, ...facts } = await makeRenditions(file, { renditions: [spec], ...options });
  const image = sharp(renditions[0]?.bytes ?? Buffer.alloc(0)).ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4).subarray(0, 4)];
  return { ...facts, at };
}
