import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { makeRenditions, type RenditionSpec } from '../src/index.ts';
import { tiffHeader } from '../src/tiff-header.ts';
import { box, buildHeif, itemOf, nclx } from '../test-support/build-heif.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { colorAt, difference, drawQuadrants, RED, type Rgb } from './draw-image.ts';

const PNG: RenditionSpec = { name: 'a', width: 64, height: 64, fit: 'inside', format: 'png' };

async function made(file: Buffer, spec = PNG) {
  const result = await makeRenditions(file, { renditions: [spec] });
  return { ...result, bytes: result.renditions[0]?.bytes ?? Buffer.alloc(0) };
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
}

it('a HEIC is cropped as its properties say', async () => {
  const item = itemOf(TURNED_P3_HEIC, ['colr', 'irot']);
  // 40 × 30 about the centre.
  const clap = box('clap', u32(40, 1, 30, 1, 0, 1, 0, 1));
  const file = buildHeif({
    major: 'heic',
    items: [{ ...item, properties: [...item.properties, clap] }],
  });
  const result = await made(file);
  expect(result).toMatchObject({ width: 40, height: 30 });
  expect(await sharp(result.bytes).metadata()).toMatchObject({ width: 40, height: 30 });
});

it('the letterbox of a grey image has the colour that was asked for', async () => {
  const grey = await drawQuadrants(80, 40).toColourspace('b-w').jpeg().toBuffer();
  const { bytes } = await made(grey, { ...PNG, fit: 'contain', background: '#0000ff' });
  expect(await colorAt(bytes, 0.5, 0.05)).toEqual([0, 0, 255]);
});

it('CMYK without a profile is as light as in browsers', async () => {
  const layout = { width: 32, height: 32, channels: 4, hasAlpha: false } as const;
  const file = (cmyk: readonly number[]): Buffer =>
    Buffer.concat([
      tiffHeader(layout),
      Buffer.from(
        Array(32 * 32)
          .fill(cmyk)
          .flat(),
      ),
    ]);
  const CASES: [readonly number[], Rgb][] = [
    [
      [255, 0, 0, 0],
      [0, 255, 255],
    ],
    [
      [0, 128, 0, 128],
      [127, 63, 127],
    ],
    [
      [0, 0, 0, 255],
      [0, 0, 0],
    ],
  ];
  for (const [cmyk, shown] of CASES) {
    const result = await made(file(cmyk));
    expect(difference(await colorAt(result.bytes, 0.5, 0.5), shown)).toBeLessThanOrEqual(3);
  }
});

it.each([
  [16, 0],
  [126, 128],
  [235, 255],
])('grey of %i in an AVIF of the limited range is %i', async (value, shown) => {
  const item = await greyAvif(value);
  const limited = nclx(1, 13, 6, false);
  const file = buildHeif({
    major: 'avif',
    items: [{ ...item, properties: [...item.properties, limited] }],
  });
  const { bytes } = await made(file);
  const color: Rgb = [shown, shown, shown];
  expect(difference(await colorAt(bytes, 0.5, 0.5), color)).toBeLessThanOrEqual(2);
});

describe('alpha', () => {
  it('that covers nothing is none', async () => {
    const png = await drawQuadrants(40, 40).ensureAlpha(1).png().toBuffer();
    const result = await made(png);
    expect(result.hasAlpha).toBe(false);
    expect((await sharp(result.bytes).metadata()).channels).toBe(3);
  });

  it('that colours of an AVIF are multiplied by is divided out, once', async () => {
    const [r, g, b] = RED.map((channel) => Math.round(channel / 2)) as [number, number, number];
    const flat = (background: { r: number; g: number; b: number }) =>
      sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .avif({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer();
    const color = itemOf(await flat({ r, g, b }));
    const alpha = await greyAvif(128);
    const auxC = box('auxC', u32(0), Buffer.from('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0'));
    const file = buildHeif({
      major: 'avif',
      items: [color, { ...alpha, properties: [...alpha.properties, auxC] }],
      references: [
        { type: 'auxl', from: 2, to: 1 },
        { type: 'prem', from: 1, to: 2 },
      ],
    });
    const result = await made(file);
    const pixel = await sharp(result.bytes).raw().toBuffer();
    expect(result.hasAlpha).toBe(true);
    expect(difference([pixel[0] ?? 0, pixel[1] ?? 0, pixel[2] ?? 0], RED)).toBeLessThanOrEqual(5);
    expect(Math.abs((pixel[3] ?? 0) - 128)).toBeLessThanOrEqual(2);
  });

  it('that colours of a HEIC are multiplied by is divided out', { timeout: 120_000 }, async () => {
    const color = itemOf(TURNED_P3_HEIC, ['colr', 'irot']);
    const auxC = box('auxC', u32(0), Buffer.from('urn:mpeg:hevc:2015:auxid:1\0'));
    const shown = async (...references: { type: string; from: number; to: number }[]) => {
      const alpha = { ...color, properties: [...color.properties, auxC] };
      const auxl = { type: 'auxl', from: 2, to: 1 };
      const items = [color, alpha];
      const { bytes } = await made(
        buildHeif({ major: 'heic', items, references: [auxl, ...references] }),
      );
      const pixels = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      // The middle of the second quadrant; the image serves as its own alpha.
      const at =
        Math.floor(pixels.info.height / 4) * pixels.info.width + (3 * pixels.info.width) / 4;
      return [...pixels.data.subarray(Math.floor(at) * 4, Math.floor(at) * 4 + 4)];
    };
    const stored = await shown();
    const [red = 0, green = 0, blue = 0, alpha = 0] = await shown({ type: 'prem', from: 1, to: 2 });
    const divided = stored.slice(0, 3).map((c) => Math.min(255, (c * 255) / (stored[3] ?? 0)));
    expect(alpha).toBe(stored[3]);
    expect(alpha).toBeLessThan(250);
    expect(difference([red, green, blue], divided as unknown as Rgb)).toBeLessThanOrEqual(2);
  });

  it('of one pixel that is nearly opaque does not change the ratio in a ThumbHash', async () => {
    const { data, info } = await drawQuadrants(60, 43)
      .ensureAlpha(1)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const ratioOf = async (alpha: number) => {
      data[3] = alpha;
      const png = await sharp(data, {
        raw: { width: info.width, height: info.height, channels: 4 },
      })
        .png()
        .toBuffer();
      return thumbHashToApproximateAspectRatio(Buffer.from((await made(png)).thumbHash, 'base64'));
    };
    expect(await ratioOf(254)).toBe(await ratioOf(255));
  });
});

/** The item of an alpha plane: grey, of the full range. */
async function greyAvif(value: number) {
  const background = { r: value, g: value, b: value };
  const flat = sharp({ create: { width: 64, height: 64, channels: 3, background } });
  const bytes = await flat
    .toColourspace('b-w')
    .avif({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return itemOf(bytes, ['colr']);
}
