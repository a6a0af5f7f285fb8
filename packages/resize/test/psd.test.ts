import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { pngPixels } from './png-pixels.ts';

const SIDE = 4;

interface PsdParts {
  /** The two halves' values of each channel. */
  readonly channels: readonly (readonly [number, number])[];
  readonly mode: number;
  readonly bits?: 8 | 16 | 32;
  readonly version?: 1 | 2;
  readonly isPacked?: boolean;
  readonly colorMode?: Buffer;
  readonly resources?: readonly (readonly [id: number, data: Buffer])[];
  /** Negative where the first channel beyond the colours is alpha. */
  readonly layerCount?: number;
}

function sized(body: Buffer, lengthBytes = 4): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(body.length, lengthBytes - 4);
  return Buffer.concat([length, body]);
}

function uint(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

function buildPsd(parts: PsdParts): Buffer {
  const { channels, mode, bits = 8, version = 1, isPacked = false, layerCount = 0 } = parts;
  const size = bits / 8;
  const rows = channels.flatMap(([left, right]) => {
    const row = [left, left, right, right].map((value) => uint(value, size));
    return Array.from({ length: SIDE }, () => Buffer.concat(row));
  });
  // PackBits: so many bytes as they are.
  const packed = rows.map((row) => Buffer.concat([uint(row.length - 1, 1), row]));
  const counts = packed.map(({ length }) => uint(length, version * 2));
  const lengthBytes = version * 4;
  const resources = (parts.resources ?? []).map(([id, data]) =>
    Buffer.concat([
      Buffer.from('8BIM', 'latin1'),
      uint(id, 2),
      uint(0, 2),
      sized(data),
      Buffer.alloc(data.length % 2),
    ]),
  );
  const count = Buffer.alloc(2);
  count.writeInt16BE(layerCount);
  return Buffer.concat([
    Buffer.from('8BPS', 'latin1'),
    ...[uint(version, 2), Buffer.alloc(6), uint(channels.length, 2)],
    ...[uint(SIDE, 4), uint(SIDE, 4), uint(bits, 2), uint(mode, 2)],
    ...[sized(parts.colorMode ?? Buffer.alloc(0)), sized(Buffer.concat(resources))],
    sized(sized(count, lengthBytes), lengthBytes),
    uint(isPacked ? 1 : 0, 2),
    ...(isPacked ? [...counts, ...packed] : rows),
  ]);
}

const [GREY, INDEXED, RGB, CMYK, MULTICHANNEL, LAB] = [1, 2, 3, 4, 7, 9];
const RED_AND_BLUE = [
  [255, 0],
  [0, 0],
  [0, 255],
] as const;
const RED = [255, 0, 0, 255];
const BLUE = [0, 0, 255, 255];

describe('a PSD', () => {
  it.each([
    ['without compression', {}],
    ['of run lengths', { isPacked: true }],
    ['as PSB', { isPacked: true, version: 2 }],
  ] as const)('%s shows its composite', async (_what, options) => {
    const file = buildPsd({ channels: RED_AND_BLUE, mode: RGB, ...options });
    const { at, ...facts } = await pngPixels(file);
    expect([at(0, 0), at(3, 3)]).toEqual([RED, BLUE]);
    expect(facts).toMatchObject({
      ...{ mediaType: 'image/vnd.adobe.photoshop', width: SIDE, height: SIDE },
      ...{ hasAlpha: false, frameCount: 1 },
    });
  });

  it.each([false, true])('of 16 bits has the same colours, packed: %s', async (isPacked) => {
    const channels = RED_AND_BLUE.map(([one, other]) => [one * 257, other * 257] as const);
    const { at } = await pngPixels(buildPsd({ channels, mode: RGB, bits: 16, isPacked }));
    expect([at(0, 0), at(3, 3)]).toEqual([RED, BLUE]);
  });

  it('of grey, and of a palette', async () => {
    const grey = await pngPixels(buildPsd({ channels: [[40, 200]], mode: GREY }));
    expect([grey.at(0, 0)[0], grey.at(3, 0)[0]]).toEqual([40, 200]);
    const colorMode = Buffer.alloc(768);
    colorMode[7] = 255;
    colorMode[512 + 9] = 255;
    const indexed = await pngPixels(buildPsd({ channels: [[7, 9]], mode: INDEXED, colorMode }));
    expect([indexed.at(0, 0), indexed.at(3, 0)]).toEqual([RED, BLUE]);
  });

  it('of Lab is shown in sRGB', async () => {
    const channels = [
      [128, 128],
      [128, 188],
      [128, 128],
    ] as const;
    const { at } = await pngPixels(buildPsd({ channels, mode: LAB }));
    expect([at(0, 0), at(3, 0)]).toEqual([
      [119, 119, 119, 255],
      [206, 63, 122, 255],
    ]);
  });

  it('of a palette may have a transparent colour', async () => {
    const resources = [[1047, uint(9, 2)]] as const;
    const colorMode = Buffer.alloc(768, 50);
    const file = buildPsd({ channels: [[7, 9]], mode: INDEXED, colorMode, resources });
    const { at, hasAlpha } = await pngPixels(file);
    expect([at(0, 0)[3], at(3, 0)[3], hasAlpha]).toEqual([255, 0, true]);
  });

  it.each([
    [0, 128],
    [5, 255],
  ])('has a fourth channel with the identifier %i: %i is the alpha', async (id, alpha) => {
    const resources = [[1053, uint(id, 4)]] as const;
    const channels = [...RED_AND_BLUE, [255, 128]] as const;
    const { at } = await pngPixels(buildPsd({ channels, mode: RGB, resources }));
    expect([at(0, 0)[3], at(3, 0)[3]]).toEqual([255, alpha]);
  });

  it('of CMYK stores how much ink is missing', async () => {
    const channels = [
      [255, 0],
      [0, 255],
      [0, 255],
      [255, 255],
    ] as const;
    const { at } = await pngPixels(buildPsd({ channels, mode: CMYK }));
    const [[red = 0, green = 0], [otherRed = 0, otherGreen = 0]] = [at(0, 0), at(3, 0)];
    expect([red > 200, green < 60, otherRed < 60, otherGreen > 100]).toEqual(Array(4).fill(true));
  });

  it('is taken off the white that it was composed on', async () => {
    // Half of a red on white, and nothing on white.
    const channels = [
      [255, 255],
      [127, 255],
      [127, 255],
      [128, 0],
    ] as const;
    const { at, hasAlpha } = await pngPixels(buildPsd({ channels, mode: RGB, layerCount: -1 }));
    expect(hasAlpha).toBe(true);
    expect([at(0, 0), at(3, 0)[3]]).toEqual([[255, 0, 0, 128], 0]);
  });

  it('with spare channels that are no alpha is opaque', async () => {
    const channels = [...RED_AND_BLUE, [0, 9], [0, 9], [3, 3]] as const;
    const { at, hasAlpha } = await pngPixels(buildPsd({ channels, mode: RGB, layerCount: 1 }));
    expect([at(0, 0), hasAlpha]).toEqual([RED, false]);
  });

  it('has the colours of its profile', async () => {
    const p3 = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f00' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const { icc } = await sharp(p3).metadata();
    const channels = [
      [255, 255],
      [128, 128],
      [0, 0],
    ] as const;
    const resources = [[1039, icc!]] as const;
    const { at } = await pngPixels(buildPsd({ channels, mode: RGB, resources }));
    expect(at(0, 0)[1]).toBeLessThan(125);
  });

  const REJECTED: [string, string, string, Buffer][] = [
    [
      'of 32 bits',
      'unsupported-feature',
      'PSD with 32 bits',
      buildPsd({ channels: RED_AND_BLUE, mode: RGB, bits: 32 }),
    ],
    [
      'of channels without colours',
      'unsupported-feature',
      'PSD in multichannel',
      buildPsd({ channels: RED_AND_BLUE, mode: MULTICHANNEL }),
    ],
    [
      'of layers alone',
      'unsupported-feature',
      'PSD without a composite image',
      buildPsd({
        ...{ channels: RED_AND_BLUE, mode: RGB },
        resources: [[1057, Buffer.from([0, 0, 0, 1, 0])]],
      }),
    ],
    [
      'cut off',
      'corrupt',
      'cut off',
      buildPsd({ channels: RED_AND_BLUE, mode: RGB }).subarray(0, -1),
    ],
    [
      'cut off among its run lengths',
      'corrupt',
      'cut off',
      buildPsd({ channels: RED_AND_BLUE, mode: RGB, isPacked: true }).subarray(0, -1),
    ],
    [
      'of two channels',
      'corrupt',
      '2 channels',
      buildPsd({
        channels: [
          [1, 1],
          [2, 2],
        ],
        mode: RGB,
      }),
    ],
  ];

  it.each(REJECTED)('%s is %s: %s', async (_what, code, words, file) => {
    const made = makeRenditions(file);
    await expect(made).rejects.toMatchObject({ code });
    await expect(made).rejects.toThrow(words);
  });

  it('that claims a billion pixels is rejected by its header', async () => {
    const file = buildPsd({ channels: RED_AND_BLUE, mode: RGB });
    file.writeUInt32BE(30_000, 14);
    file.writeUInt32BE(40_000, 18);
    await expect(makeRenditions(file)).rejects.toMatchObject({ code: 'too-many-pixels' });
  });
});
