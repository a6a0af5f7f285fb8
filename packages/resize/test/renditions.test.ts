import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RENDITIONS, FITS, makeRenditions, OUTPUT_FORMATS } from '../src/index.ts';
import { recordFreedBuffers } from '../test-support/record-freed-buffers.ts';
import { colorAt, difference, drawQuadrants, drawWaves, WHITE } from './draw-image.ts';

const photo = () => drawWaves(1600, 1200).jpeg().toBuffer();

afterEach(() => vi.restoreAllMocks());

describe('makeRenditions', () => {
  it('makes a thumbnail, a small and a large WebP by default', async () => {
    const bytes = await photo();
    const result = await makeRenditions(bytes);
    const described = result.renditions.map(({ name, mediaType, width, height }) => [
      name,
      mediaType,
      width,
      height,
    ]);
    expect(described).toEqual([
      ['thumbnail', 'image/webp', 128, 96],
      ['small', 'image/webp', 512, 384],
      ['large', 'image/webp', 1024, 768],
    ]);
    expect(result).toMatchObject({
      mediaType: 'image/jpeg',
      byteCount: bytes.length,
      width: 1600,
      height: 1200,
      frameCount: 1,
      hasAlpha: false,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(result).not.toHaveProperty('warning');
  });

  it('does not hash the bytes again when it is given their hash', async () => {
    const sha256 = 'computed by the caller';
    expect(await makeRenditions(await photo(), { sha256 })).toMatchObject({ sha256 });
  });

  it('makes files that match their description, for every fit and format', async () => {
    const specs = FITS.flatMap((fit) =>
      OUTPUT_FORMATS.map((format) => ({
        name: `${fit} ${format}`,
        width: 90,
        height: 50,
        fit,
        format,
      })),
    );
    const { renditions } = await makeRenditions(await photo(), { renditions: specs });
    expect(renditions.map(({ name }) => name)).toEqual(specs.map(({ name }) => name));
    for (const { bytes, byteCount, mediaType, width, height } of renditions) {
      const metadata = await sharp(bytes).metadata();
      expect(metadata).toMatchObject({ mediaType, width, height });
      expect(byteCount).toBe(bytes.length);
    }
  });

  it('shows the same image in every size', async () => {
    const { renditions } = await makeRenditions(await drawQuadrants(1500, 900).png().toBuffer());
    for (const [across, down] of [
      [0.2, 0.2],
      [0.8, 0.2],
      [0.2, 0.8],
    ] as const) {
      const colors = await Promise.all(renditions.map(({ bytes }) => colorAt(bytes, across, down)));
      for (const color of colors) {
        expect(difference(color, colors[0] ?? WHITE)).toBeLessThan(12);
      }
    }
  });

  it('never enlarges', async () => {
    const { renditions } = await makeRenditions(await drawQuadrants(60, 30).png().toBuffer());
    for (const { width, height } of renditions) expect([width, height]).toEqual([60, 30]);
    expect(renditions.map(({ name }) => name)).toEqual(DEFAULT_RENDITIONS.map(({ name }) => name));
  });

  it('pads a contained image with transparency, or with the stated background', async () => {
    const box = { width: 100, height: 100, fit: 'contain' } as const;
    const { renditions } = await makeRenditions(await drawQuadrants(200, 100).png().toBuffer(), {
      renditions: [
        { name: 'clear', ...box, format: 'webp' },
        { name: 'blue', ...box, format: 'png', background: '#0000ff' },
        { name: 'white', ...box, format: 'jpeg' },
      ],
    });
    const [clear, blue, white] = renditions.map(({ bytes }) => bytes);
    const corner = await sharp(clear).ensureAlpha().raw().toBuffer();
    expect(corner[3]).toBe(0);
    expect(await colorAt(blue ?? Buffer.alloc(0), 0.5, 0.05)).toEqual([0, 0, 255]);
    expect(difference(await colorAt(white ?? Buffer.alloc(0), 0.5, 0.05), [255, 255, 255])).toBe(0);
  });

  it('crops to the middle for cover', async () => {
    const { renditions } = await makeRenditions(await drawQuadrants(400, 100).png().toBuffer(), {
      renditions: [{ name: 'a', width: 50, height: 50, fit: 'cover', format: 'png' }],
    });
    const bytes = renditions[0]?.bytes ?? Buffer.alloc(0);
    const [left, right] = [await colorAt(bytes, 0.2, 0.2), await colorAt(bytes, 0.8, 0.2)];
    expect(left[0]).toBeGreaterThan(200);
    expect(right[1]).toBeGreaterThan(150);
  });

  it.each([
    [20_000, 1],
    [1, 20_000],
    [1, 1],
  ])('manages an image of %i × %i', async (width, height) => {
    const { renditions } = await makeRenditions(
      await drawQuadrants(width, height).png().toBuffer(),
    );
    expect(Math.max(renditions[0]?.width ?? 0, renditions[0]?.height ?? 0)).toBe(
      Math.min(128, Math.max(width, height)),
    );
  });

  it('heeds the quality asked for', async () => {
    const box = { width: 400, height: 400, fit: 'inside', format: 'jpeg' } as const;
    const { renditions } = await makeRenditions(await photo(), {
      renditions: [
        { name: 'low', ...box, quality: 20 },
        { name: 'high', ...box, quality: 95 },
      ],
    });
    expect(renditions[0]?.byteCount).toBeLessThan((renditions[1]?.byteCount ?? 0) / 2);
  });

  it('gives the same bytes for the same input', async () => {
    const bytes = await photo();
    const [one, other] = await Promise.all([makeRenditions(bytes), makeRenditions(bytes)]);
    expect(one).toEqual(other);
  });

  it.each([
    ['pixel art', () => drawChecks(64), 3],
    ['pixel art with transparency', () => drawChecks(64).ensureAlpha(0.5), 4],
  ])('keeps %s exactly in WebP, in fewer bytes than with loss', async (_what, draw, channels) => {
    const drawn = await draw().png().toBuffer();
    const { renditions } = await makeRenditions(drawn);
    const [thumbnail] = renditions;
    const [before, after] = await Promise.all(
      [drawn, thumbnail?.bytes].map((bytes) => sharp(bytes).raw().toBuffer()),
    );
    expect(after).toEqual(before);
    expect(after).toHaveLength(64 * 64 * channels);
    expect(thumbnail?.byteCount).toBeLessThan((await sharp(drawn).webp().toBuffer()).length);
  });

  it('compresses photographs in WebP with loss', async () => {
    const { renditions } = await makeRenditions(await photo());
    for (const { bytes } of renditions) expect(bytes.toString('latin1', 12, 16)).not.toBe('VP8L');
  });
});

/** Squares of 4 × 4 pixels in eight colours. */
function drawChecks(side: number) {
  const data = Buffer.alloc(side * side * 3);
  for (let at = 0; at < side * side; at++) {
    const cell = (Math.floor((at % side) / 4) * 5 + Math.floor(at / side / 4) * 3) % 8;
    data.set([(cell & 1) * 200, (cell & 2) * 100, (cell & 4) * 60], at * 3);
  }
  return sharp(data, { raw: { width: side, height: side, channels: 3 } });
}

it('the memory of decoded pixels is freed at once', async () => {
  const png = await sharp({
    create: { width: 1800, height: 1200, channels: 3, background: '#135' },
  })
    .png()
    .toBuffer();
  const freed = recordFreedBuffers();
  await makeRenditions(png);
  const large = { width: 1024, height: 683 };
  expect(freed).toContain(large.width * large.height * 3);
});
