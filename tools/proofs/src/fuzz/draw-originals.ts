import { gzipSync } from 'node:zlib';
import { TURNED_P3_HEIC } from '@miniatura/resize/test-support';
import { buildGrid, itemOf } from '@miniatura/resize/test-support/build-heif';
import {
  FOUR_COMPONENT_QUADRANTS_JP2,
  GREY_QUADRANTS_JP2,
  QUADRANTS_JP2,
  QUADRANTS_JXL,
  SUBSAMPLED_QUADRANTS_JP2,
} from '@miniatura/resize/test-support/encoded-quadrants';
import sharp, { type Sharp } from 'sharp';
import { toBitmap, toIcon, toPsd } from './wrap-pixels.ts';

/** A valid image from which variants are made. */
export interface Original {
  /** Description such as `jpeg-progressive`. */
  readonly name: string;
  readonly bytes: Buffer;
}

const WIDTH = 96;
const HEIGHT = 72;
const SIZE = { width: WIDTH, height: HEIGHT };

/**
 * Draws small images of every allowed type, in variants that take different paths through the
 * decoders.
 */
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
    'tiff-planar': async () => inPlanes(await draw().raw().toBuffer()),
    'tiff-jpeg': () => draw().tiff({ compression: 'jpeg' }).toBuffer(),
    avif: () => draw().avif().toBuffer(),
    'avif-alpha': () => draw().ensureAlpha(0.5).avif().toBuffer(),
    heic: () => Promise.resolve(TURNED_P3_HEIC),
    'heic-grid': () => Promise.resolve(drawGrid()),
    bmp: async () => toBitmap(await draw().raw().toBuffer(), SIZE),
    ico: async () => toIcon(await draw().png().toBuffer()),
    'psd-packed': async () => toPsd(await draw().raw().toBuffer(), SIZE),
    'jpeg-xl': () => Promise.resolve(QUADRANTS_JXL),
    'jpeg-2000': () => Promise.resolve(QUADRANTS_JP2),
    svg: async () => toSvg(await draw().png().toBuffer()),
    svgz: async () => gzipSync(toSvg(await draw().jpeg().toBuffer())),
    'jpeg-2000-alpha': () => Promise.resolve(FOUR_COMPONENT_QUADRANTS_JP2),
    'jpeg-2000-subsampled': () => Promise.resolve(SUBSAMPLED_QUADRANTS_JP2),
    'jpeg-2000-grey': () => Promise.resolve(GREY_QUADRANTS_JP2),
  };
  return Promise.all(
    Object.entries(kinds).map(async ([name, toBytes]) => ({ name, bytes: await toBytes() })),
  );
}

/** Large enough to be shrunk tile by tile. */
function drawGrid(): Buffer {
  const [columns, rows] = [33, 2];
  const tiles = [itemOf(TURNED_P3_HEIC, ['colr', 'irot'])];
  const places = Array<number>(columns * rows).fill(0);
  return buildGrid({ tiles, places, columns, width: columns * 96, height: rows * 64 });
}

/** Returns a drawing with each kind of element that refers to another. */
function toSvg(image: Buffer): Buffer {
  return Buffer.from(`<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>
<svg xmlns="&ns;" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 96 72">
<style>.a{fill:url(#g);stroke:var(--c)} :root{--c:#123}</style>
<defs><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="#00f8"/></linearGradient>
<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><mask id="m"><rect width="90" height="70" fill="#fff"/></mask>
<pattern id="p" width=".2" height=".2"><circle r="5"/></pattern><clipPath id="c"><circle r="60"/></clipPath></defs>
<g mask="url(#m)" opacity=".9"><rect class="a" width="80" height="60"/><use href="#s" x="9" transform="rotate(9)"/></g>
<path id="s" d="M1 1L50 40Q9 60 80 70z" fill="url(#p)" filter="url(#f)" clip-path="url(#c)" stroke-dasharray="4 2"/>
<text x="9" y="40" font-size="12" font-weight="bold">Text é Ж</text>
<image xlink:href="data:image/png;base64,${image.toString('base64')}" width="30" height="30"/></svg>`);
}

/** Returns a TIFF with three planes, which our own reader decodes. */
function inPlanes(rgb: Buffer): Buffer {
  const pixelCount = WIDTH * HEIGHT;
  const planes = [0, 1, 2].map((plane) => rgb.filter((_, at) => at % 3 === plane));
  const places = planes.map((_, plane) => 8 + 24 + plane * pixelCount);
  const numbers = Buffer.alloc(24);
  [...places, ...planes.map(() => pixelCount)].forEach((n, i) => numbers.writeUInt32LE(n, 4 * i));
  const entries: readonly (readonly [number, number, number, number])[] = [
    [256, 4, 1, WIDTH],
    [257, 4, 1, HEIGHT],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 3, 8],
    [277, 3, 1, 3],
    [278, 4, 1, HEIGHT],
    [279, 4, 3, 20],
    [284, 3, 1, 2],
  ];
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16LE(entries.length);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 2 + 12 * i;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  const header = Buffer.from('49492a0000000000', 'hex');
  header.writeUInt32LE(8 + 24 + 3 * pixelCount, 4);
  return Buffer.concat([header, numbers, ...planes, directory]);
}

/** Draws gradients with rings: smooth areas and edges. */
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
