import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  ANALYSIS_RENDITION,
  makeRenditions,
  type OutputFormat,
  type RenditionSpec,
} from '../src/index.ts';
import { tiffHeader } from '../src/tiff-header.ts';
import { colorAt, difference, drawQuadrants, drawWith, RED, WHITE } from './draw-image.ts';

function small(format: OutputFormat, more: Partial<RenditionSpec> = {}): RenditionSpec {
  return {
    name: format,
    width: 50,
    height: 50,
    fit: 'inside',
    format,
    ...more,
  };
}

async function renditionOf(bytes: Buffer, spec: RenditionSpec): Promise<Buffer> {
  const { renditions } = await makeRenditions(bytes, { renditions: [spec] });
  return renditions[0]?.bytes ?? Buffer.alloc(0);
}

/** The left half is red, the right half transparent. */
function halfTransparent(): Promise<Buffer> {
  return sharp({ create: { width: 100, height: 60, channels: 4, background: '#0000' } })
    .composite([
      {
        input: { create: { width: 50, height: 60, channels: 3, background: '#ff0000' } },
        left: 0,
        top: 0,
      },
    ])
    .png()
    .toBuffer();
}

describe('colour', () => {
  it.each([
    ['of a PNG that is shrunk', 100, 'png'],
    ['of a PNG that is shrunk a little', 60, 'png'],
    ['of a PNG that keeps its size', 50, 'png'],
    ['of a JPEG that is shrunk', 400, 'jpeg'],
  ] as const)('%s is converted to sRGB through the embedded profile', async (_, side, format) => {
    const p3 = drawQuadrants(side, side).withIccProfile('p3').toFormat(format, { quality: 100 });
    const bytes = await p3.toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(difference([stored[0] ?? 0, stored[1] ?? 0, stored[2] ?? 0], RED)).toBeGreaterThan(10);
    const out = await renditionOf(bytes, small('png'));
    expect(difference(await colorAt(out, 0.2, 0.2), RED)).toBeLessThanOrEqual(3);
  });

  it('with transparency is converted through the embedded profile too', async () => {
    const p3 = drawQuadrants(100, 60).ensureAlpha(0.5).withIccProfile('p3').png();
    const out = await renditionOf(await p3.toBuffer(), small('png'));
    expect(difference(await colorAt(out, 0.2, 0.2), RED)).toBeLessThanOrEqual(5);
  });

  it('is read as sRGB if the embedded profile is invalid', async () => {
    const jpeg = await drawQuadrants(200, 120).jpeg({ quality: 100 }).toBuffer();
    const profile = Buffer.from('ICC_PROFILE\0\x01\x01 this is no colour profile', 'latin1');
    const segment = Buffer.from([0xff, 0xe2, 0, profile.length + 2]);
    const bytes = Buffer.concat([jpeg.subarray(0, 2), segment, profile, jpeg.subarray(2)]);
    const out = await renditionOf(bytes, small('png'));
    expect(difference(await colorAt(out, 0.2, 0.2), RED)).toBeLessThanOrEqual(3);
  });

  it('is read as sRGB if the primary colours of the profile are none', async () => {
    const profile = await sharp(await drawQuadrants(8, 8).withIccProfile('p3').png().toBuffer())
      .metadata()
      .then(({ icc }) => Buffer.from(icc ?? []));
    for (let at = 132; at < 132 + 12 * profile.readUInt32BE(128); at += 12) {
      const isColorant = ['rXYZ', 'bXYZ'].includes(profile.toString('latin1', at, at + 4));
      const valuesAt = profile.readUInt32BE(at + 4) + 8;
      if (isColorant) profile.fill(0, valuesAt, valuesAt + 12);
    }
    const { data, info } = await drawQuadrants(16, 16).raw().toBuffer({ resolveWithObject: true });
    const layout = {
      width: info.width,
      height: info.height,
      channels: 3,
      hasAlpha: false,
    } as const;
    const file = Buffer.concat([tiffHeader({ ...layout, iccProfile: profile }), data]);
    const { renditions, warning } = await makeRenditions(file, { renditions: [small('png')] });
    expect(warning).toBe('The colour profile is invalid');
    expect(await colorAt(renditions[0]!.bytes, 0.2, 0.2)).toEqual(RED);
  });

  it('of CMYK becomes RGB', async () => {
    const cmyk = await drawQuadrants(100, 60).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const out = await renditionOf(cmyk, small('png'));
    expect((await sharp(out).metadata()).space).toBe('srgb');
    expect(difference(await colorAt(out, 0.8, 0.8), WHITE)).toBeLessThan(15);
  });

  it('of 16 bits per sample becomes 8', async () => {
    const deep = await drawQuadrants(100, 60).toColourspace('rgb16').png().toBuffer();
    const out = await renditionOf(deep, small('png'));
    expect((await sharp(out).metadata()).depth).toBe('uchar');
    expect(difference(await colorAt(out, 0.2, 0.2), RED)).toBeLessThanOrEqual(3);
  });

  it('of a grey image stays grey', async () => {
    const grey = await drawQuadrants(100, 60).toColourspace('b-w').jpeg().toBuffer();
    const [red, green, blue] = await colorAt(await renditionOf(grey, small('png')), 0.2, 0.2);
    expect(red).toBe(green);
    expect(green).toBe(blue);
  });
});

describe('transparency', () => {
  it.each(['webp', 'png', 'avif'] as const)('is kept in %s', async (format) => {
    const out = await renditionOf(await halfTransparent(), small(format));
    const { data, info } = await sharp(out).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(4);
    expect(data[3]).toBeGreaterThan(250);
    expect(data[(info.width - 1) * 4 + 3]).toBeLessThan(5);
  });

  it.each([
    ['white by default', small('jpeg'), [255, 255, 255]],
    ['the stated background', small('jpeg', { background: '#00ff00' }), [0, 255, 0]],
    ['white for analysis', ANALYSIS_RENDITION, [255, 255, 255]],
  ] as const)('is flattened in JPEG on %s', async (_what, spec, expected) => {
    const out = await renditionOf(await halfTransparent(), spec);
    expect(difference(await colorAt(out, 0.9, 0.5), expected)).toBeLessThan(5);
    expect(difference(await colorAt(out, 0.2, 0.5), [255, 0, 0])).toBeLessThan(10);
  });

  it('does not darken edges: colours are weighted by it', async () => {
    const out = await renditionOf(await halfTransparent(), small('png'));
    const { data, info } = await sharp(out).raw().toBuffer({ resolveWithObject: true });
    for (let at = 0; at < info.width * 4; at += 4) {
      if ((data[at + 3] ?? 0) > 20) expect(data[at]).toBeGreaterThan(240);
    }
  });

  it('is told', async () => {
    expect((await makeRenditions(await halfTransparent())).hasAlpha).toBe(true);
    expect((await makeRenditions(await drawQuadrants(9, 9).png().toBuffer())).hasAlpha).toBe(false);
  });
});

describe('linear light', () => {
  const checkerboard = () =>
    drawWith(512, 512, (x, y) => ((x + y) % 2 === 0 ? [0, 0, 0] : [255, 255, 255]))
      .png()
      .toBuffer();
  const specs = [
    { name: 'a', width: 200, height: 200, fit: 'inside', format: 'png' },
    { name: 'b', width: 60, height: 60, fit: 'inside', format: 'png' },
  ] as const;

  it.each([
    [false, 128],
    [true, 188],
  ])('as %s turns a fine checkerboard into grey %i', async (linearLight, grey) => {
    const result = await makeRenditions(await checkerboard(), { renditions: specs, linearLight });
    for (const { bytes } of result.renditions) {
      expect(difference(await colorAt(bytes, 0.5, 0.5), [grey, grey, grey])).toBeLessThanOrEqual(2);
    }
  });
});
