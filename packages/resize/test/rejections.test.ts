import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  ImageError,
  type ImageErrorCode,
  type Limits,
  makeRenditions,
  readDimensions,
} from '../src/index.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { drawQuadrants, drawWaves, gifOfFrames, pngClaiming } from './draw-image.ts';

async function rejection(bytes: Uint8Array, limits: Partial<Limits> = {}): Promise<ImageError> {
  const error: unknown = await makeRenditions(bytes, { limits }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ImageError) return error;
  throw new Error(`Expected an ImageError but received ${String(error)}`);
}

const firstHalf = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);

const allButLast = (bytes: Buffer): Buffer => bytes.subarray(0, -1);

/** 12 bits per sample: a JPEG whose frame header says so. */
async function jpegOf12Bits(): Promise<Buffer> {
  const jpeg = await drawQuadrants(64, 64).jpeg().toBuffer();
  const frameHeader = jpeg.indexOf(Buffer.from('ffc0', 'hex'));
  jpeg[frameHeader + 4] = 12;
  return jpeg;
}

const CASES: [string, ImageErrorCode, () => Promise<Buffer> | Buffer][] = [
  ['an empty file', 'empty', () => Buffer.alloc(0)],
  ['a text', 'unsupported-type', () => Buffer.from('I am not a photo, whatever my name')],
  ['a PNG of 65,536 × 1', 'too-many-pixels', () => pngClaiming(65_536, 1)],
  ['a PNG of 1 × 65,536', 'too-many-pixels', () => pngClaiming(1, 65_536)],
  ['a PNG of 60,000 × 60,000', 'too-many-pixels', () => pngClaiming(60_000, 60_000)],
  ['half a JPEG', 'corrupt', async () => firstHalf(await drawWaves(300, 200).jpeg().toBuffer())],
  ['half a PNG', 'corrupt', async () => firstHalf(await drawWaves(300, 200).png().toBuffer())],
  ['half a WebP', 'corrupt', async () => firstHalf(await drawWaves(300, 200).webp().toBuffer())],
  ['half a GIF', 'corrupt', async () => firstHalf(await drawWaves(300, 200).gif().toBuffer())],
  ['half a TIFF', 'corrupt', async () => firstHalf(await drawWaves(300, 200).tiff().toBuffer())],
  ['half an AVIF', 'corrupt', async () => firstHalf(await drawWaves(300, 200).avif().toBuffer())],
  ['a HEIC without its last byte', 'corrupt', () => TURNED_P3_HEIC.subarray(0, -1)],
  [
    'an AVIF without its last byte',
    'corrupt',
    () => drawWaves(90, 60).avif().toBuffer().then(allButLast),
  ],
  ['a signature and nothing more', 'corrupt', () => Buffer.from('89504e470d0a1a0a', 'hex')],
  ['a JPEG of 12 bits', 'unsupported-feature', jpegOf12Bits],
];

describe('makeRenditions rejects', () => {
  it.each(CASES)('%s as %s', async (_what, code, make) => {
    const error = await rejection(await make());
    expect(error.code).toBe(code);
    expect(error.message).toBe(
      `Expected ${error.expected} for ${error.subject} but received ${error.received}`,
    );
  });

  it('what exceeds a limit, with both numbers', async () => {
    const png = await drawQuadrants(100, 50).withMetadata().png().toBuffer();
    expect(await rejection(png, { maxBytes: 10 })).toMatchObject({
      code: 'too-large',
      message: `Expected at most 10 for byte count but received ${png.length}`,
    });
    expect((await rejection(png, { maxPixels: 4_999 })).message).toBe(
      'Expected at most 4999 for pixel count but received 5000 (100 × 50)',
    );
    expect((await rejection(png, { maxSidePixels: 99 })).message).toBe(
      'Expected at most 99 for longer side but received 100',
    );
    expect((await rejection(png, { maxChannels: 2 })).code).toBe('too-many-channels');
  });

  it.each(['png', 'webp', 'gif', 'avif'] as const)(
    'a %s of which nothing can be seen, however large',
    async (format) => {
      const background = { r: 200, g: 40, b: 40, alpha: 0 };
      const create = { width: 1500, height: 1200, channels: 4 as const, background };
      // Otherwise, encoding AVIF takes most of the test's time.
      const options = format === 'avif' ? { effort: 0 } : {};
      const bytes = await sharp({ create }).toFormat(format, options).toBuffer();
      expect(await rejection(bytes)).toMatchObject({
        code: 'no-visible-pixels',
        message:
          'Expected a visible pixel for image but received 1500 × 1200 fully transparent ones',
      });
    },
  );

  it('no image of which a single pixel can be seen', async () => {
    const create = { width: 600, height: 400, channels: 4 as const, background: '#0000' };
    const dot = await sharp({ create: { ...create, width: 1, height: 1, background: '#f00f' } })
      .png()
      .toBuffer();
    const bytes = await sharp({ create })
      .composite([{ input: dot, left: 300, top: 200 }])
      .png()
      .toBuffer();
    expect((await makeRenditions(bytes)).hasAlpha).toBe(true);
  });

  it('a HEIC above the pixel limit, before it is decoded', async () => {
    expect((await rejection(TURNED_P3_HEIC, { maxPixels: 6_000 })).code).toBe('too-many-pixels');
  });

  it('not a HEIC for what a camera appended to it', async () => {
    const trailer = Buffer.from('SEFT and what else a phone writes');
    const { renditions } = await makeRenditions(Buffer.concat([TURNED_P3_HEIC, trailer]));
    expect(renditions).toHaveLength(3);
  });

  it.each([
    ['JPEG', () => drawWaves(4_000, 3_000).jpeg().toBuffer()],
    ['HEIC', () => Promise.resolve(TURNED_P3_HEIC)],
  ])('a %s that takes longer than it may', { timeout: 120_000 }, async (_format, make) => {
    const error = await rejection(await make(), { timeoutMs: 1 });
    expect(error.code).toBe('too-slow');
    expect(error.message).toContain('at most 1 ms');
  });

  it('in words of its own, the decoder’s being the cause', async () => {
    const error = await rejection(firstHalf(await drawWaves(300, 200).jpeg().toBuffer()));
    expect(error.message).not.toMatch(/vips|buffer/i);
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe('readDimensions', () => {
  it('reads size, frames and memory from the header', async () => {
    const jpeg = await drawQuadrants(300, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await readDimensions(jpeg)).toEqual({
      mediaType: 'image/jpeg',
      width: 200,
      height: 300,
      frameCount: 1,
      decodedByteCount: (300 * 200 * 3) / 4,
    });
    expect((await readDimensions(gifOfFrames(7))).frameCount).toBe(7);
  });

  it('reads a HEIC upright', async () => {
    expect(await readDimensions(TURNED_P3_HEIC)).toMatchObject({
      mediaType: 'image/heic',
      width: 64,
      height: 96,
      frameCount: 1,
    });
  });

  it('counts two bytes for a sample of 16 bits', async () => {
    const png = await drawQuadrants(10, 10).toColourspace('rgb16').png().toBuffer();
    expect((await readDimensions(png)).decodedByteCount).toBe(10 * 10 * 3 * 2);
  });

  it('checks the same limits', async () => {
    await expect(readDimensions(pngClaiming(60_000, 60_000))).rejects.toMatchObject({
      code: 'too-many-pixels',
    });
    await expect(readDimensions(Buffer.alloc(0))).rejects.toMatchObject({ code: 'empty' });
  });
});
