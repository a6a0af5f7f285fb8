import { TURNED_P3_HEIC } from '@miniatura/resize/test-support';
import sharp from 'sharp';
import type { Sharp } from 'sharp';

/** A whole picture that variants are made of. */
export interface Original {
  /** What it is, e.g. `jpeg-progressive`. */
  readonly name: string;
  readonly bytes: Buffer;
}

const WIDTH = 96;
const HEIGHT = 72;

/** Small pictures of every allowed type, in the kinds whose decoding takes different paths. */
export function drawOriginals(): Promise<Original[]> {
  const kinds: Readonly<Record<string, () => Promise<Buffer>>> = {
    'jpeg-turned': () => draw().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    'jpeg-progressive': () => draw().jpeg({ progressive: true }).withIccProfile('p3').toBuffer(),
    'jpeg-cmyk': () => draw().toColourspace('cmyk').jpeg().toBuffer(),
    'png-rgba': () => draw().ensureAlpha(0.5).png().toBuffer(),
    'png-16-bit': () => draw().toColourspace('rgb16').png().toBuffer(),
    'png-interlaced': () => draw().png({ progressive: true }).toBuffer(),
    'png-palette': () => draw().png({ palette: true }).toBuffer(),
    'webp-lossy': () => draw().webp().toBuffer(),
    'webp-lossless': () => draw().ensureAlpha(0.5).webp({ lossless: true }).toBuffer(),
    'webp-animated': async () => (await drawFrames()).webp().toBuffer(),
    'gif-still': () => draw().gif().toBuffer(),
    'gif-animated': async () => (await drawFrames()).gif().toBuffer(),
    'tiff-lzw': () => draw().tiff({ compression: 'lzw' }).toBuffer(),
    'tiff-tiled': () => draw().tiff({ compression: 'deflate', tile: true }).toBuffer(),
    'tiff-jpeg': () => draw().tiff({ compression: 'jpeg' }).toBuffer(),
    avif: () => draw().avif().toBuffer(),
    'avif-alpha': () => draw().ensureAlpha(0.5).avif().toBuffer(),
    heic: () => Promise.resolve(TURNED_P3_HEIC),
  };
  return Promise.all(
    Object.entries(kinds).map(async ([name, toBytes]) => ({ name, bytes: await toBytes() })),
  );
}

/** Gradients under rings: smooth parts and edges. */
function draw(phase = 0): Sharp {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const ring = Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) % 16 < 8 ? 40 : 0;
      data.set([(x * 2 + phase) & 0xff, y * 3, 200 - x + ring], (y * WIDTH + x) * 3);
    }
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

async function drawFrames(): Promise<Sharp> {
  const frames = await Promise.all([0, 80, 160].map((phase) => draw(phase).png().toBuffer()));
  return sharp(frames, { join: { animated: true } });
}
