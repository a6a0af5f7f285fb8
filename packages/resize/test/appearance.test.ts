import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { drawQuadrants, drawWaves, drawWith } from './draw-image.ts';

function bitsApart(one: string, other: string): number {
  return [...(BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2)].filter((bit) => bit === '1')
    .length;
}

async function hashOf(bytes: Buffer): Promise<string> {
  return (await makeRenditions(bytes)).perceptualHash;
}

describe('the ThumbHash', () => {
  it('contains the average colour and the aspect ratio', async () => {
    const bytes = await drawWith(400, 200, () => [200, 100, 50])
      .png()
      .toBuffer();
    const hash = Buffer.from((await makeRenditions(bytes)).thumbHash, 'base64');
    const { r, g, b, a } = thumbHashToAverageRGBA(hash);
    for (const [channel, expected] of [
      [r, 200],
      [g, 100],
      [b, 50],
    ] as const) {
      expect(Math.abs(channel * 255 - expected)).toBeLessThan(10);
    }
    expect(a).toBe(1);
    expect(Math.abs(thumbHashToApproximateAspectRatio(hash) - 2)).toBeLessThan(0.4);
    expect(hash.length).toBeLessThan(30);
  });
});

describe('the perceptual hash', () => {
  const image = () => drawWaves(900, 600);

  it('has 16 hexadecimal digits', async () => {
    expect(await hashOf(await image().png().toBuffer())).toMatch(/^[\da-f]{16}$/);
  });

  it('stays near when an image is shrunk, recompressed or brightened', async () => {
    const original = await hashOf(await image().png().toBuffer());
    const bytes = await image().png().toBuffer();
    const variants = await Promise.all([
      sharp(bytes).resize(300).jpeg({ quality: 40 }).toBuffer(),
      sharp(bytes).resize(150).webp().toBuffer(),
      sharp(bytes).modulate({ brightness: 1.1 }).jpeg().toBuffer(),
    ]);
    for (const variant of variants) {
      expect(bitsApart(original, await hashOf(variant))).toBeLessThanOrEqual(8);
    }
  });

  it('is far for another image', async () => {
    const one = await hashOf(await image().png().toBuffer());
    expect(
      bitsApart(one, await hashOf(await drawWaves(900, 600, 2).png().toBuffer())),
    ).toBeGreaterThan(12);
    expect(
      bitsApart(one, await hashOf(await drawQuadrants(900, 600).png().toBuffer())),
    ).toBeGreaterThan(12);
  });

  it('does not depend on which renditions are made', async () => {
    const bytes = await image().jpeg().toBuffer();
    const renditions = [
      { name: 'icon', width: 16, height: 16, fit: 'cover', format: 'png' },
    ] as const;
    const { perceptualHash } = await makeRenditions(bytes, { renditions });
    expect(bitsApart(perceptualHash, await hashOf(bytes))).toBeLessThanOrEqual(4);
  });
});

describe('the dominant colours', () => {
  it('are listed with their share of the image', async () => {
    const bytes = await drawWith(200, 100, (x) => (x < 150 ? [200, 0, 0] : [0, 0, 200]))
      .png()
      .toBuffer();
    const { dominantColors } = await makeRenditions(bytes);
    expect(dominantColors.slice(0, 2).map(({ hex }) => hex)).toEqual(['#c80000', '#0000c8']);
    expect(dominantColors[0]?.fraction).toBeCloseTo(0.75, 1);
    expect(dominantColors[1]?.fraction).toBeCloseTo(0.25, 1);
  });

  it('are five at most, most frequent first, of one image at most', async () => {
    const { dominantColors } = await makeRenditions(await drawWaves(500, 500).png().toBuffer());
    const fractions = dominantColors.map(({ fraction }) => fraction);
    expect(fractions).toHaveLength(5);
    expect(fractions).toEqual(fractions.toSorted((one, other) => other - one));
    expect(fractions.reduce((sum, fraction) => sum + fraction)).toBeLessThanOrEqual(1.000001);
  });

  it('are none for an animation whose first frame cannot be seen', async () => {
    const frames = ['#0000', '#f00f'].map((background) => ({
      create: { width: 50, height: 50, channels: 4, background } as const,
    }));
    const bytes = await sharp(
      await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer())),
      { join: { animated: true } },
    )
      .webp({ lossless: true })
      .toBuffer();
    const { dominantColors, warning } = await makeRenditions(bytes);
    expect(dominantColors).toEqual([]);
    expect(warning).toBe('The first frame has no visible pixels');
  });
});
