import { describe, expect, it } from 'vitest';
import { makeRenditions, readDimensions } from '../src/index.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { drawQuadrants } from './draw-image.ts';

describe('the limit of pixels', () => {
  const limits = { maxPixels: 10_000 };

  it('lets a plain JPEG have four times as many, since it is shrunk while it is decoded', async () => {
    const jpeg = await drawQuadrants(200, 200).jpeg().toBuffer();
    expect(await makeRenditions(jpeg, { limits })).toMatchObject({ width: 200 });
    const larger = await drawQuadrants(201, 200).jpeg().toBuffer();
    await expect(makeRenditions(larger, { limits })).rejects.toMatchObject({
      code: 'too-many-pixels',
      message: 'Expected at most 40000 for pixel count but received 40200 (201 × 200)',
    });
  });

  it.each([
    ['a progressive JPEG', () => drawQuadrants(200, 200).jpeg({ progressive: true })],
    ['a PNG', () => drawQuadrants(200, 200).png()],
  ])('applies to %s unchanged', async (_what, draw) => {
    const bytes = await draw().toBuffer();
    await expect(makeRenditions(bytes, { limits })).rejects.toMatchObject({
      code: 'too-many-pixels',
    });
  });

  it('lets an AVIF have half as many, because its decoder keeps it several times', async () => {
    const avif = await drawQuadrants(100, 50).avif({ effort: 0 }).toBuffer();
    expect(await makeRenditions(avif, { limits })).toMatchObject({ width: 100 });
    const larger = await drawQuadrants(102, 50).avif({ effort: 0 }).toBuffer();
    await expect(makeRenditions(larger, { limits })).rejects.toMatchObject({
      code: 'too-many-pixels',
      message: 'Expected at most 5000 for pixel count but received 5100 (102 × 50)',
    });
  });

  it('applies to fully decoded images: in linear light a JPEG has no higher limit', async () => {
    const jpeg = await drawQuadrants(200, 200).jpeg().toBuffer();
    await expect(makeRenditions(jpeg, { limits, linearLight: true })).rejects.toMatchObject({
      code: 'too-many-pixels',
    });
  });
});

describe('the memory that decoding takes', () => {
  it.each([
    ['HEIC', async () => TURNED_P3_HEIC, Math.ceil(3.4 * 64 * 96 * 3)],
    ['a plain JPEG', () => drawQuadrants(80, 60).jpeg().toBuffer(), (80 * 60 * 3) / 4],
    ['a PNG', () => drawQuadrants(80, 60).png().toBuffer(), 80 * 60 * 3],
    ['an AVIF', () => drawQuadrants(80, 60).avif({ effort: 0 }).toBuffer(), 19 * 80 * 60],
  ])('is estimated for %s', async (_what, make, expected) => {
    expect((await readDimensions(await make())).decodedByteCount).toBe(expected);
  });

  it('is available before the decoding starts', async () => {
    const asked: number[] = [];
    const made = await makeRenditions(await drawQuadrants(80, 60).png().toBuffer(), {
      async withMemory(byteCount, decode) {
        asked.push(byteCount);
        return { ...(await decode()), warning: 'decoded with memory' };
      },
    });
    expect(made).toMatchObject({ width: 80, warning: 'decoded with memory' });
    expect(asked).toEqual([80 * 60 * 3]);
  });

  it('is not asked for when the image is rejected by its header', async () => {
    const png = await drawQuadrants(80, 60).png().toBuffer();
    const rejected = makeRenditions(png, {
      limits: { maxPixels: 1 },
      withMemory: () => Promise.reject(new Error('asked')),
    });
    await expect(rejected).rejects.toMatchObject({ code: 'too-many-pixels' });
  });
});
