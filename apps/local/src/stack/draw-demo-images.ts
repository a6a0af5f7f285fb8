import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const WIDTH = 720;
const HEIGHT = 480;

type Rgb = readonly [number, number, number];
/** A colour, and a function that tells which points of the image it covers. */
type Shape = readonly [Rgb, (x: number, y: number) => boolean];

const everywhere = () => true;
const below = (edge: number) => (_: number, y: number) => y >= edge;
function box(left: number, top: number, right: number, bottom: number) {
  return (x: number, y: number) => x >= left && x < right && y >= top && y < bottom;
}
function disc(centerX: number, centerY: number, radius: number) {
  return (x: number, y: number) => Math.hypot(x - centerX, y - centerY) < radius;
}
function hills(edge: number, height: number, width: number) {
  return (x: number, y: number) => y >= edge + height * Math.sin(x / width);
}
function burst(centerX: number, centerY: number, radius: number) {
  return (x: number, y: number) => {
    const angle = Math.atan2(y - centerY, x - centerX);
    return Math.hypot(x - centerX, y - centerY) < radius * (1 + 0.5 * Math.sin(9 * angle));
  };
}

/** Scenes that are mostly of one colour. A later shape covers earlier ones. */
const SCENES: Readonly<Record<string, readonly Shape[]>> = {
  'sea.jpg': [
    [[91, 143, 224], everywhere],
    [[29, 78, 168], below(230)],
    [[244, 244, 244], (x, y) => y < 225 && y > 110 && x > 320 && x < 320 + (y - 110) * 0.7],
    [[122, 74, 37], box(290, 225, 430, 255)],
  ],
  'meadow.jpg': [
    [[124, 196, 106], everywhere],
    [[63, 154, 60], hills(260, 40, 90)],
    [[245, 217, 74], disc(590, 90, 50)],
  ],
  'sunset.jpg': [
    [[240, 145, 58], everywhere],
    [[249, 210, 90], disc(360, 300, 100)],
    [[217, 119, 43], below(330)],
  ],
  'night.jpg': [
    [[10, 10, 20], everywhere],
    [[232, 230, 216], disc(530, 120, 55)],
    [[10, 10, 20], disc(505, 110, 50)],
    [[6, 6, 11], hills(380, 30, 70)],
  ],
  'beer.jpg': [
    [[110, 69, 38], everywhere],
    [[77, 47, 24], below(380)],
    [[176, 112, 31], box(290, 160, 430, 380)],
    [[246, 239, 220], box(285, 125, 435, 170)],
  ],
  'kiss.jpg': [
    [[244, 163, 196], everywhere],
    [[201, 137, 99], disc(290, 230, 85)],
    [[141, 90, 59], disc(430, 230, 85)],
    [[224, 106, 156], hills(400, 20, 60)],
  ],
  'explosion.jpg': [
    [[179, 20, 26], everywhere],
    [[227, 58, 31], burst(360, 240, 150)],
    [[247, 183, 51], disc(360, 240, 65)],
  ],
};

/** The folder of the demo's images in a stack's data folder. */
export function demoImagesPath(dataPath: string): string {
  return join(dataPath, 'demo-pictures');
}

/** Draws the images of the demo into a folder. Existing ones are replaced by equal ones. */
export async function drawDemoImages(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, shapes] of Object.entries(SCENES)) {
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
    await sharp(paint(shapes), { raw }).jpeg({ quality: 90 }).toFile(join(folder, name));
  }
}

function paint(shapes: readonly Shape[]): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [color = [0, 0, 0]] = shapes.findLast(([, covers]) => covers(x, y)) ?? [];
      pixels.set(color, (y * WIDTH + x) * 3);
    }
  }
  return pixels;
}
