import { zstdCompressSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { buildTiff, short } from './build-tiff.ts';
import { colorAt, difference } from './draw-image.ts';
import { FLOAT, floats, LEFT, parts, rgb8, RIGHT, TIFF_KINDS } from './tiff-kinds.ts';
import { bytesOf, page, samplesOf, SIDE } from './tiff-page.ts';

async function made(file: Buffer) {
  const renditions = [{ name: 'a', width: 64, height: 64, fit: 'inside', format: 'png' }] as const;
  const result = await makeRenditions(file, { renditions });
  const bytes = result.renditions[0]?.bytes ?? Buffer.alloc(0);
  return { ...result, bytes, at: (across: number) => colorAt(bytes, across, 0.5) };
}

function rejection(file: Buffer) {
  return makeRenditions(file).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a TIFF', () => {
  it.each(TIFF_KINDS)('of %s is shown correctly', async (_what, make, left, right) => {
    const result = await made(make());
    expect(result).toMatchObject({ mediaType: 'image/tiff', width: SIDE, hasAlpha: false });
    expect(difference(await result.at(0.2), left)).toBeLessThanOrEqual(3);
    expect(difference(await result.at(0.8), right)).toBeLessThanOrEqual(3);
  });

  it('with associated alpha is divided by it, once', async () => {
    const left = [...LEFT.map((channel) => Math.round(channel / 2)), 128];
    const file = buildTiff([
      page(bytesOf(left, [...RIGHT, 255]), {
        ...{ ...rgb8, samples: 4, tags: [short(338, 1)] },
      }),
    ]);
    const result = await made(file);
    const { data, info } = await sharp(result.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(result.hasAlpha).toBe(true);
    expect(info.channels).toBe(4);
    expect(difference([data[0] ?? 0, data[1] ?? 0, data[2] ?? 0], LEFT)).toBeLessThanOrEqual(3);
    expect(data[3]).toBe(128);
  });

  it.each([false, true])(
    'with WebP compression is shown correctly, alpha: %s',
    async (hasAlpha) => {
      const image = sharp(bytesOf(LEFT, RIGHT), {
        raw: { width: SIDE, height: SIDE, channels: 3 },
      });
      if (hasAlpha) image.ensureAlpha(0.5);
      const result = await made(await image.tiff({ compression: 'webp', quality: 100 }).toBuffer());
      expect(result).toMatchObject({ mediaType: 'image/tiff', hasAlpha });
      expect(difference(await result.at(0.2), LEFT)).toBeLessThanOrEqual(3);
      expect(difference(await result.at(0.8), RIGHT)).toBeLessThanOrEqual(3);
    },
  );

  it('of floats above 1 has the alpha of its samples', async () => {
    const data = floats(samplesOf([4, 0, 0, 1], [0, 4, 0, 1]));
    const tags = [FLOAT, short(338, 2)];
    const result = await made(buildTiff([page(data, { ...rgb8, bits: 32, samples: 4, tags })]));
    const { data: pixels } = await sharp(result.bytes).raw().toBuffer({ resolveWithObject: true });
    expect([...pixels.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
  });

  it('with an orientation is upright with each decoder', async () => {
    const floating = page(floats(samplesOf(parts(LEFT), parts(RIGHT))), {
      photometric: 2,
      bits: 32,
      samples: 3,
      tags: [FLOAT, short(274, 3)],
    });
    const result = await made(buildTiff([floating]));
    expect(difference(await result.at(0.2), RIGHT)).toBeLessThanOrEqual(3);
  });

  it.each([
    ['LERC compression', { compression: 34_887 }],
    ['JPEG 2000 compression', { compression: 34_712 }],
    ['old-style JPEG compression', { compression: 6 }],
    ['ICC L*a*b* samples', { photometric: 9 }],
    ['ITU L*a*b* samples', { photometric: 10 }],
    ['YCbCr samples in separate planes', { photometric: 6, tags: [short(284, 2)] }],
    ['YCbCr and extra samples', { photometric: 6, samples: 4 }],
    ['LogLuv samples', { photometric: 32_845 }],
    ['complex samples', { tags: [short(339, 6)] }],
    ['64 bits per sample', { bits: 64 }],
  ])('with %s is named', async (variant, changes) => {
    const data = Buffer.alloc(SIDE * SIDE * 24);
    const file = buildTiff([page(data, { ...rgb8, ...changes })]);
    expect(await rejection(file)).toMatchObject({
      code: 'unsupported-feature',
      received: `TIFF with ${variant}`,
    });
  });

  it.each([
    ['cut off', 8, Buffer.alloc(10)],
    ['broken', 8, Buffer.alloc(300, 7)],
    ['broken ZSTD', 50_000, Buffer.alloc(300, 7)],
    ['too few', 50_000, zstdCompressSync(Buffer.alloc(10))],
  ])('whose samples are %s is corrupt', async (_what, compression, data) => {
    const file = buildTiff([
      page(data, { photometric: 2, bits: 32, samples: 3, compression, tags: [FLOAT] }),
    ]);
    expect(await rejection(file)).toMatchObject({ code: 'corrupt' });
  });
});
