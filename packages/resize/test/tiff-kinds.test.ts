import { deflateSync, zstdCompressSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { ascii, buildTiff, long, short } from './build-tiff.ts';
import { colorAt, difference, type Rgb } from './draw-image.ts';
import { bytesOf, page, samplesOf, SIDE, words } from './tiff-page.ts';

const [LEFT, RIGHT]: [Rgb, Rgb] = [
  [220, 30, 30],
  [30, 200, 120],
];

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

const floats = (values: readonly number[]): Buffer => Buffer.from(new Float32Array(values).buffer);
const longs = (values: readonly number[]): Buffer => Buffer.from(new Uint32Array(values).buffer);
const parts = (rgb: Rgb): number[] => rgb.map((channel) => channel / 255);
const grey = (value: number): Rgb => [value, value, value];
const FLOAT = short(339, 3);
const grey8 = { photometric: 1, bits: 8, samples: 1 };
const rgb8 = { photometric: 2, bits: 8, samples: 3 };

/** BT.601 with the full range, as TIFF 6.0 has it by default. */
function yCbCr([r, g, b]: Rgb): [number, number, number] {
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  return [y, (b - y) / 1.772 + 128, (r - y) / 1.402 + 128].map(Math.round) as [
    number,
    number,
    number,
  ];
}

/** Data units of 2 × 2 pixels. */
function unitsOf(): Buffer {
  return Buffer.from(
    Array.from({ length: (SIDE / 2) ** 2 }, (_, i) => {
      const [y, cb, cr] = yCbCr(i % (SIDE / 2) < SIDE / 4 ? LEFT : RIGHT);
      return [y, y, y, y, cb, cr];
    }).flat(),
  );
}

function planes(): Buffer {
  return Buffer.concat([0, 1, 2].map((i) => bytesOf([LEFT[i] ?? 0], [RIGHT[i] ?? 0])));
}

/** Three strips, one for each plane; the builder writes one, so their places are told here. */
function planarFile(): Buffer {
  const plane = SIDE * SIDE;
  const header = 8;
  const { tags } = page(Buffer.alloc(0), { ...rgb8, tags: [short(284, 2)] });
  const file = buildTiff([
    {
      tags: [
        ...tags,
        long(273, header, header + plane, header + 2 * plane),
        long(279, plane, plane, plane),
      ],
      data: { bytes: planes(), offsetTag: 65_000, sizeTag: 65_001 },
    },
  ]);
  return file;
}

const KINDS: [string, () => Buffer, Rgb, Rgb][] = [
  [
    'RGB floats of 0 to 1',
    () =>
      buildTiff([
        page(floats(samplesOf(parts(LEFT), parts(RIGHT))), {
          ...{ ...rgb8, bits: 32, tags: [FLOAT] },
        }),
      ]),
    LEFT,
    RIGHT,
  ],
  [
    'grey floats of 0 to 1',
    () =>
      buildTiff([
        page(floats(samplesOf([0.25], [0.75])), {
          ...{ ...grey8, bits: 32, tags: [FLOAT] },
        }),
      ]),
    grey(64),
    grey(191),
  ],
  [
    'grey floats that are measurements',
    () =>
      buildTiff([
        page(floats(samplesOf([-100], [300])), {
          ...{ ...grey8, bits: 32, tags: [FLOAT] },
        }),
      ]),
    grey(0),
    grey(255),
  ],
  [
    'heights in meters, whose missing values are a large negative number',
    () =>
      buildTiff([
        page(floats([-3.4028234663852886e38, ...samplesOf([1_000], [1_200]).slice(1)]), {
          ...{ ...grey8, bits: 32, tags: [FLOAT, ascii(42_113, '-3.40282346638529e+38')] },
        }),
      ]),
    grey(0),
    grey(255),
  ],
  [
    'signed integers',
    () =>
      buildTiff([
        page(words(samplesOf([65_536 - 50], [150]).with(0, 65_536 - 9_999)), {
          ...{ ...grey8, bits: 16, tags: [short(339, 2), ascii(42_113, '-9999')] },
        }),
      ]),
    grey(0),
    grey(255),
  ],
  [
    'grey of 32 bits',
    () =>
      buildTiff([
        page(longs(samplesOf([2 ** 30], [3 * 2 ** 30])), { photometric: 1, bits: 32, samples: 1 }),
      ]),
    grey(64),
    grey(191),
  ],
  [
    'grey of 12 bits',
    () => buildTiff([page(twelveBits(), { photometric: 1, bits: 12, samples: 1 })]),
    grey(64),
    grey(191),
  ],
  [
    'grey of 16 bits with white at zero',
    () =>
      buildTiff([
        page(words(samplesOf([16_384], [49_152])), { photometric: 0, bits: 16, samples: 1 }),
      ]),
    grey(191),
    grey(64),
  ],
  [
    'YCbCr without JPEG',
    () =>
      buildTiff([
        page(unitsOf(), { photometric: 6, bits: 8, samples: 3, tags: [short(530, 2, 2)] }),
      ]),
    LEFT,
    RIGHT,
  ],
  [
    'YCbCr without JPEG, deflated',
    () =>
      buildTiff([
        page(deflateSync(unitsOf()), { photometric: 6, bits: 8, samples: 3, compression: 8 }),
      ]),
    LEFT,
    RIGHT,
  ],
  [
    'RGB with ZSTD compression',
    () =>
      buildTiff([page(zstdCompressSync(bytesOf(LEFT, RIGHT)), { ...rgb8, compression: 50_000 })]),
    LEFT,
    RIGHT,
  ],
  [
    'grey floats with ZSTD compression',
    () =>
      buildTiff([
        page(zstdCompressSync(floats(samplesOf([0.25], [0.75]))), {
          ...{ ...grey8, bits: 32, compression: 50_000, tags: [FLOAT] },
        }),
      ]),
    grey(64),
    grey(191),
  ],
  [
    'five samples, two of them unspecified',
    () =>
      buildTiff([
        page(bytesOf([...LEFT, 0, 9], [...RIGHT, 0, 9]), {
          photometric: 2,
          bits: 8,
          samples: 5,
          tags: [short(338, 0, 0)],
        }),
      ]),
    LEFT,
    RIGHT,
  ],
  [
    'a fourth sample that is unspecified',
    () =>
      buildTiff([
        page(bytesOf([...LEFT, 0], [...RIGHT, 0]), {
          ...{ ...rgb8, samples: 4, tags: [short(338, 0)] },
        }),
      ]),
    LEFT,
    RIGHT,
  ],
  ['separate planes', planarFile, LEFT, RIGHT],
  [
    'CMYK of 16 bits',
    () =>
      buildTiff([
        page(words(samplesOf([0, 65_535, 65_535, 0], [65_535, 0, 65_535, 0])), {
          photometric: 5,
          bits: 16,
          samples: 4,
        }),
      ]),
    [255, 0, 0],
    [0, 255, 0],
  ],
  [
    'CIE L*a*b*',
    () =>
      buildTiff([
        page(bytesOf([128, 0, 0], [128, 60, 0]), { photometric: 8, bits: 8, samples: 3 }),
      ]),
    grey(119),
    [207, 64, 122],
  ],
  [
    'floats of 64 bits with differences as of integers',
    () =>
      buildTiff([
        page(differences(samplesOf([0.25], [0.75])), {
          ...{ ...grey8, bits: 64, compression: 8, tags: [FLOAT, short(317, 2)] },
        }),
      ]),
    grey(64),
    grey(191),
  ],
];

/** Each row begins with its first value; differences of the bits follow. */
function differences(values: readonly number[]): Buffer {
  const bits = new BigUint64Array(new Float64Array(values).buffer);
  const steps = bits.map((value, i) => (i % SIDE === 0 ? value : value - bits[i - 1]!));
  return deflateSync(Buffer.from(steps.buffer));
}

function twelveBits(): Buffer {
  const values = samplesOf([1_024], [3_072]);
  const bits = values.map((value) => value.toString(2).padStart(12, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

describe('a TIFF', () => {
  it.each(KINDS)('of %s is shown correctly', async (_what, make, left, right) => {
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
