import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions, type RenditionSpec } from '../src/index.ts';
import { BLUE, colorAt, difference, drawAnimation, GREEN, RED } from './draw-image.ts';

const still: RenditionSpec = { name: 'a', width: 20, height: 20, fit: 'inside', format: 'webp' };
const moving: RenditionSpec = { ...still, animated: true };

async function drawGif() {
  return (await drawAnimation([RED, GREEN, BLUE], 60, 40)).gif({ delay: [100, 200, 300], loop: 3 });
}

async function renditionOf(bytes: Buffer, spec: RenditionSpec) {
  const { renditions, frameCount } = await makeRenditions(bytes, { renditions: [spec] });
  expect(frameCount).toBe(3);
  const [rendition] = renditions;
  if (!rendition) throw new Error('Expected a rendition but received none');
  return rendition;
}

describe('an animation', () => {
  it('gives its first frame', async () => {
    const rendition = await renditionOf(await (await drawGif()).toBuffer(), still);
    expect((await sharp(rendition.bytes).metadata()).pages).toBeUndefined();
    expect(difference(await colorAt(rendition.bytes, 0.5, 0.5), RED)).toBeLessThan(15);
  });

  it.each([
    ['gif', async () => (await drawGif()).toBuffer()],
    ['webp', async () => (await drawGif()).webp({ delay: [100, 200, 300], loop: 3 }).toBuffer()],
  ])('of a %s keeps frames, delays and loops when it is asked to', async (_format, make) => {
    const rendition = await renditionOf(await make(), moving);
    expect(rendition).toMatchObject({ width: 20, height: 13 });
    expect(await sharp(rendition.bytes).metadata()).toMatchObject({
      pages: 3,
      delay: [100, 200, 300],
      loop: 3,
      width: 20,
      height: 13,
    });
    const last = await sharp(rendition.bytes, { page: 2 }).png().toBuffer();
    expect(difference(await colorAt(last, 0.5, 0.5), BLUE)).toBeLessThan(25);
  });

  it.each([
    ['cover', 20, 20],
    ['contain', 20, 20],
    ['fill', 20, 20],
    ['outside', 30, 20],
  ] as const)('keeps moving with %s', async (fit, width, height) => {
    const rendition = await renditionOf(await (await drawGif()).toBuffer(), { ...moving, fit });
    expect(await sharp(rendition.bytes).metadata()).toMatchObject({ pages: 3, width, height });
  });

  it('is rejected when all its frames together exceed the pixel limit', async () => {
    const bytes = await (await drawGif()).toBuffer();
    const limits = { maxPixels: 60 * 40 * 2 };
    await expect(makeRenditions(bytes, { renditions: [still], limits })).resolves.toMatchObject({
      frameCount: 3,
    });
    await expect(makeRenditions(bytes, { renditions: [moving], limits })).rejects.toMatchObject({
      code: 'too-many-pixels',
      received: '7200 (3 frames of 60 × 40)',
    });
  });

  it('that has to be turned becomes a still, upright', async () => {
    const turned = await (await drawGif()).webp().withMetadata({ orientation: 6 }).toBuffer();
    const rendition = await renditionOf(turned, moving);
    expect(rendition).toMatchObject({ width: 13, height: 20 });
    expect((await sharp(rendition.bytes).metadata()).pages).toBeUndefined();
  });
});
