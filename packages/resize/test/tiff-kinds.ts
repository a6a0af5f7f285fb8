import { deflateSync, zstdCompressSync } from 'node:zlib';
import { ascii, buildTiff, long, short } from './build-tiff.ts';
import type { Rgb } from './draw-image.ts';
import { bytesOf, page, samplesOf, SIDE, words } from './tiff-page.ts';

export const [LEFT, RIGHT]: [Rgb, Rgb] = [
  [220, 30, 30],
  [30, 200, 120],
];

export function floats(values: readonly number[]): Buffer {
  return Buffer.from(new Float32Array(values).buffer);
}
const longs = (values: readonly number[]): Buffer => Buffer.from(new Uint32Array(values).buffer);
export const parts = (rgb: Rgb): number[] => rgb.map((channel) => channel / 255);
const grey = (value: number): Rgb => [value, value, value];
/** The tag that says that samples are floats. */
export const FLOAT = short(339, 3);
const grey8 = { photometric: 1, bits: 8, samples: 1 };
export const rgb8 = { photometric: 2, bits: 8, samples: 3 };

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

/** Files of the kinds that are decoded, and the colours of their left and right halves. */
export const TIFF_KINDS: [string, () => Buffer, Rgb, Rgb][] = [
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
