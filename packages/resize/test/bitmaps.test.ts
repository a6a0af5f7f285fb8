import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { type BitmapParts, buildBmp, buildDib, buildIcon } from './build-bitmap.ts';
import { pngPixels } from './png-pixels.ts';

/** Two rows of two pixels, stored from the bottom up: blue, white; red, green. */
const RED = [255, 0, 0, 255];
const GREEN = [0, 255, 0, 255];
const BLUE = [0, 0, 255, 255];
const WHITE = [255, 255, 255, 255];
const PALETTE = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
] as const;

const SIZE = { width: 2, height: 2 };
const TRUE_COLOR = [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0];
const words16 = (...values: number[]) => values.flatMap((value) => [value & 255, value >> 8]);

const KINDS: [string, BitmapParts][] = [
  ['of 24 bits', { ...SIZE, bits: 24, pixels: TRUE_COLOR }],
  [
    'of 24 bits from the top down',
    { ...SIZE, height: -2, bits: 24, pixels: [...TRUE_COLOR.slice(8), ...TRUE_COLOR.slice(0, 8)] },
  ],
  ['of OS/2', { ...SIZE, bits: 24, headerBytes: 12, pixels: TRUE_COLOR }],
  [
    'of OS/2 with a palette',
    {
      ...{ ...SIZE, bits: 8, headerBytes: 12 },
      palette: [...PALETTE, ...Array<[number, number, number]>(252).fill([9, 9, 9])],
      pixels: [2, 3, 0, 0, 0, 1, 0, 0],
    },
  ],
  ['of 8 bits', { ...SIZE, bits: 8, palette: PALETTE, pixels: [2, 3, 0, 0, 0, 1, 0, 0] }],
  ['of 4 bits', { ...SIZE, bits: 4, palette: PALETTE, pixels: [0x23, 0, 0, 0, 0x01, 0, 0, 0] }],
  ['of 2 bits', { ...SIZE, bits: 2, palette: PALETTE, pixels: [0xb0, 0, 0, 0, 0x10, 0, 0, 0] }],
  ['of 5 bits a channel', { ...SIZE, bits: 16, pixels: words16(0x001f, 0x7fff, 0x7c00, 0x03e0) }],
  [
    'of 5, 6 and 5 bits',
    {
      ...{ ...SIZE, bits: 16, compression: 3, masks: [0xf800, 0x07e0, 0x001f] },
      pixels: words16(0x001f, 0xffff, 0xf800, 0x07e0),
    },
  ],
  [
    'of 32 bits, whose fourth byte means nothing',
    { ...SIZE, bits: 32, pixels: [255, 0, 0, 7, 255, 255, 255, 7, 0, 0, 255, 7, 0, 255, 0, 7] },
  ],
  [
    'of 32 bits whose alpha is zero throughout',
    {
      ...{ ...SIZE, bits: 32, compression: 3, headerBytes: 56 },
      masks: [0xff0000, 0xff00, 0xff, 0xff000000],
      pixels: [255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0],
    },
  ],
  [
    'of run lengths of 8 bits',
    {
      ...{ ...SIZE, bits: 8, compression: 1, palette: PALETTE },
      pixels: [1, 2, 1, 3, 0, 0, 1, 0, 1, 1, 0, 1],
    },
  ],
  [
    'of run lengths of 4 bits',
    { ...SIZE, bits: 4, compression: 2, palette: PALETTE, pixels: [2, 0x23, 0, 0, 2, 0x01, 0, 1] },
  ],
];

describe('a bitmap', () => {
  it.each(KINDS)('%s has its colours', async (_what, parts) => {
    const { at, ...facts } = await pngPixels(buildBmp(parts));
    expect([at(0, 0), at(1, 0), at(0, 1), at(1, 1)]).toEqual([RED, GREEN, BLUE, WHITE]);
    expect(facts).toMatchObject({ mediaType: 'image/bmp', width: 2, height: 2, hasAlpha: false });
  });

  it('of 1 bit has the two colours of its palette', async () => {
    const palette = [PALETTE[1], PALETTE[2]];
    const pixels = [0x40, 0, 0, 0, 0x80, 0, 0, 0];
    const { at } = await pngPixels(buildBmp({ ...SIZE, bits: 1, palette, pixels }));
    expect([at(0, 0), at(1, 0), at(0, 1)]).toEqual([BLUE, GREEN, GREEN]);
  });

  it.each([
    ['in a header that has one', { compression: 3, headerBytes: 56 }],
    ['behind a short header', { compression: 6 }],
  ] as const)('has the alpha of a mask %s', async (_what, options) => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const pixels = [255, 0, 0, 128, 0, 0, 0, 0, 0, 0, 255, 255, 0, 255, 0, 255];
    const parts = { ...SIZE, bits: 32, masks, pixels, ...options };
    const { at, hasAlpha } = await pngPixels(buildBmp(parts));
    expect([at(0, 0), at(0, 1), at(1, 1)[3], hasAlpha]).toEqual([RED, [0, 0, 255, 128], 0, true]);
  });

  it('is transparent where run lengths pass over', async () => {
    const parts = { ...SIZE, bits: 8, compression: 1, palette: PALETTE };
    const { at } = await pngPixels(buildBmp({ ...parts, pixels: [1, 2, 0, 2, 0, 1, 1, 1, 0, 1] }));
    expect([at(0, 1), at(1, 1)[3], at(0, 0)[3], at(1, 0)]).toEqual([BLUE, 0, 0, GREEN]);
  });

  it.each(['png', 'jpeg'] as const)('may contain a whole %s', async (format) => {
    const image = sharp({ create: { width: 2, height: 2, channels: 3, background: '#00f' } });
    const pixels = await image.toFormat(format, { quality: 100 }).toBuffer();
    const compression = format === 'jpeg' ? 4 : 5;
    const file = buildBmp({ ...SIZE, bits: 0, compression, pixels: [...pixels] });
    const { at, mediaType } = await pngPixels(file);
    expect([at(1, 1)[2]! >= 253, mediaType]).toEqual([true, 'image/bmp']);
  });

  const REJECTED: [string, string, Buffer][] = [
    ['cut off', 'corrupt', buildBmp({ ...SIZE, bits: 24, pixels: TRUE_COLOR.slice(0, 12) })],
    [
      'of run lengths without an end',
      'corrupt',
      buildBmp({ ...SIZE, bits: 8, compression: 1, palette: PALETTE, pixels: [1, 2, 1, 3, 0, 0] }),
    ],
    ['of no width', 'corrupt', buildBmp({ width: 0, height: 2, bits: 24, pixels: [] })],
    ['of 40 bits', 'unsupported-feature', buildBmp({ ...SIZE, bits: 40, pixels: TRUE_COLOR })],
    [
      'of 24 bits with the run lengths of OS/2',
      'unsupported-feature',
      buildBmp({ ...SIZE, bits: 24, compression: 4, pixels: TRUE_COLOR }),
    ],
    [
      'that claims a billion pixels',
      'too-many-pixels',
      buildBmp({ width: 40_000, height: 25_000, bits: 24, pixels: TRUE_COLOR }),
    ],
  ];

  it.each(REJECTED)('%s is %s', async (_what, code, file) => {
    await expect(makeRenditions(file)).rejects.toMatchObject({ code });
  });
});

function solidPng(side: number, background: string) {
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();
}

/** One row of red and green; the second pixel is masked. */
const MASKED = buildDib({
  ...{ width: 2, height: 2, bits: 24 },
  pixels: [0, 0, 255, 0, 255, 0, 0, 0, 0x40, 0, 0, 0],
});

describe('an icon', () => {
  it('is its largest entry, a PNG', async () => {
    const small = { side: 16, bytes: await solidPng(16, '#ff0000') };
    const large = { side: 256, bytes: await solidPng(256, '#0000ff') };
    const { at, ...facts } = await pngPixels(buildIcon([small, large]));
    expect(facts).toMatchObject({ mediaType: 'image/x-icon', width: 256, frameCount: 1 });
    expect(at(0, 0)).toEqual(BLUE);
  });

  it('is the entry of the most bits among equally large ones', async () => {
    const plain = { side: 16, bits: 8, bytes: await solidPng(16, '#ff0000') };
    const deep = { side: 16, bits: 32, bytes: await solidPng(16, '#0000ff') };
    expect((await pngPixels(buildIcon([plain, deep]))).at(0, 0)).toEqual(BLUE);
  });

  it.each([1, 2] as const)('of kind %s has the transparency of its mask', async (kind) => {
    const { at, hasAlpha, height } = await pngPixels(buildIcon([{ side: 2, bytes: MASKED }], kind));
    expect([at(0, 0), at(1, 0)[3], hasAlpha, height]).toEqual([RED, 0, true, 1]);
  });

  it('without entries, or with one outside of the file, is corrupt', async () => {
    const outside = buildIcon([{ side: 2, bytes: MASKED }]).subarray(0, -20);
    for (const file of [buildIcon([]), outside]) {
      await expect(makeRenditions(file)).rejects.toMatchObject({ code: 'corrupt' });
    }
  });
});
