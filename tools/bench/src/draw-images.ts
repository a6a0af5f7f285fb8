import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

interface Drawing {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/**
 * A typical mix of uploads: photos of two phones and a camera, a screenshot, and images from the
 * web.
 */
const DRAWINGS: readonly Drawing[] = [
  { name: 'web-2mp.jpg', width: 1920, height: 1080 },
  { name: 'phone-8mp.jpg', width: 3264, height: 2448 },
  { name: 'phone-12mp.jpg', width: 4032, height: 3024 },
  { name: 'camera-24mp.jpg', width: 6000, height: 4000 },
  { name: 'screenshot-3mp.png', width: 1170, height: 2532 },
  { name: 'web-2mp.webp', width: 1920, height: 1080 },
];

/**
 * Draws images that cost as much to process as photos: like those of phones, their JPEGs have about
 * 0.23 bytes per pixel, and their 1024-pixel WebPs have 60 to 80 kB.
 * @returns the paths
 */
export async function drawImages(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const drawing of DRAWINGS) {
    const path = join(folder, drawing.name);
    await writeFile(path, await draw(drawing));
    paths.push(path);
  }
  return paths;
}

/**
 * Layers of noise, from large coloured shapes to the grain of a sensor. As in photos, most detail
 * is in the brightness.
 */
const OCTAVES = [
  { columns: 6, sigma: 40, isColored: true },
  { columns: 30, sigma: 25, isColored: false },
  { columns: 400, sigma: 22, isColored: false },
  { columns: Infinity, sigma: 32, isColored: false },
];

async function draw({ name, width, height }: Drawing): Promise<Buffer> {
  const data = await drawPixels(width, height);
  return encode(sharp(data, { raw: { width, height, channels: 3 } }), name);
}

/** @returns RGB of 8 bits */
export async function drawPixels(width: number, height: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3, MIDDLE);
  for (const { columns, sigma, isColored } of OCTAVES) {
    const shrink = Math.min(1, columns / width);
    const cells = sharp(await noise(Math.ceil(width * shrink), Math.ceil(height * shrink), sigma));
    const layer = isColored ? cells : cells.extractChannel('green').toColourspace('srgb');
    add(data, await layer.resize(width, height, { fit: 'fill' }).raw().toBuffer());
  }
  return data;
}

const MIDDLE = 128;

function add(sum: Buffer, layer: Buffer): void {
  const clamped = new Uint8ClampedArray(sum.buffer, sum.byteOffset, sum.length);
  for (let at = 0; at < clamped.length; at++) clamped[at] = sum[at]! + layer[at]! - MIDDLE;
}

function noise(width: number, height: number, sigma: number): Promise<Buffer> {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: MIDDLE, sigma },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

function encode(image: Sharp, name: string): Promise<Buffer> {
  if (name.endsWith('.png')) return image.png().toBuffer();
  if (name.endsWith('.webp')) return image.webp().toBuffer();
  return image.jpeg({ quality: 90 }).toBuffer();
}
