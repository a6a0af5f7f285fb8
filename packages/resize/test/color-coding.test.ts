import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import {
  colorAt,
  difference,
  drawQuadrants,
  joinPng,
  pngChunk,
  RED,
  type Rgb,
  splitPng,
} from './draw-image.ts';

const PNG = { name: 'a', width: 64, height: 64, fit: 'inside', format: 'png' } as const;

async function shownIn(file: Buffer): Promise<Rgb> {
  const { renditions } = await makeRenditions(file, { renditions: [PNG] });
  return colorAt(renditions[0]?.bytes ?? Buffer.alloc(0), 0.2, 0.2);
}

function hundredThousandths(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(Math.round(value * 100_000), 4 * i));
  return bytes;
}

const gama = (gamma: number) => pngChunk('gAMA', hundredThousandths(gamma));
const chrm = (...points: number[]) => pngChunk('cHRM', hundredThousandths(...points));
const cicp = (...codes: number[]) => pngChunk('cICP', Buffer.from(codes));
const P3 = chrm(0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06);
const D50 = chrm(0.3457, 0.3585, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06);
const SRGB = pngChunk('sRGB', Buffer.from([0]));

async function pngWith(color: Rgb, ...chunks: Buffer[]): Promise<Buffer> {
  const [r, g, b] = color;
  const flat = sharp({ create: { width: 64, height: 64, channels: 3, background: { r, g, b } } });
  const [header, ...rest] = splitPng(await flat.png().toBuffer()).map(({ bytes }) => bytes);
  return joinPng([header ?? Buffer.alloc(0), ...chunks, ...rest]);
}

const ORANGE: Rgb = [200, 120, 60];

describe('the colours of a PNG', () => {
  /** What Chromium shows of each. */
  const CASES: [string, Buffer[], Rgb, Rgb][] = [
    ['nothing', [], ORANGE, ORANGE],
    ['cICP of Display P3', [cicp(12, 13, 0, 1)], ORANGE, [213, 115, 42]],
    ['cICP of BT.2020', [cicp(9, 14, 0, 1)], ORANGE, [235, 96, 22]],
    ['cICP of linear light', [cicp(1, 8, 0, 1)], [128, 128, 128], [188, 188, 188]],
    ['cICP before all others', [cicp(1, 13, 0, 1), P3, gama(1)], ORANGE, ORANGE],
    ['cICP with a matrix, which a PNG cannot have', [cicp(12, 13, 6, 1)], ORANGE, ORANGE],
    ['sRGB before gAMA and cHRM', [SRGB, gama(1), P3], ORANGE, ORANGE],
    ['gAMA of linear light', [gama(1)], [128, 128, 128], [188, 188, 188]],
    ['gAMA of 0.55', [gama(0.55)], ORANGE, [210, 138, 76]],
    ['gAMA that is as good as sRGB', [gama(0.45455)], [40, 40, 40], [40, 40, 40]],
    ['gAMA of nothing', [gama(0)], ORANGE, ORANGE],
    ['cHRM alone', [P3], ORANGE, ORANGE],
    ['cHRM of Display P3 with gAMA', [P3, gama(0.45455)], ORANGE, [214, 116, 38]],
    ['cHRM of another white with gAMA', [D50, gama(0.45455)], ORANGE, [208, 122, 64]],
    [
      'cHRM that spans no colours',
      [chrm(0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3), gama(0.45455)],
      ORANGE,
      ORANGE,
    ],
  ];

  it.each(CASES)('by %s are those that browsers show', async (_what, chunks, stored, shown) => {
    expect(difference(await shownIn(await pngWith(stored, ...chunks)), shown)).toBeLessThanOrEqual(
      3,
    );
  });

  it('by cICP count before those of a profile', async () => {
    const p3 = await drawQuadrants(64, 64).withIccProfile('p3').png().toBuffer();
    const stored = await sharp(p3, { ignoreIcc: true }).raw().toBuffer();
    const [header, ...rest] = splitPng(p3).map(({ bytes }) => bytes);
    const file = joinPng([header ?? Buffer.alloc(0), cicp(1, 13, 0, 1), ...rest]);
    const expected: Rgb = [stored[0] ?? 0, stored[1] ?? 0, stored[2] ?? 0];
    expect(difference(await shownIn(file), expected)).toBeLessThanOrEqual(1);
  });

  it('of HDR are mapped to SDR', async () => {
    const grey = (value: number, transfer: number) =>
      pngWith([value, value, value], cicp(9, transfer, 0, 1)).then(shownIn);
    // Reference white: 58 % of PQ, 75 % of HLG.
    for (const [white, transfer] of [
      [148, 16],
      [191, 18],
    ] as const) {
      const [shown] = await grey(white, transfer);
      expect(shown).toBeGreaterThan(210);
      expect(shown).toBeLessThan(240);
    }
    expect((await grey(192, 16))[0]).toBeGreaterThan(252);
    expect((await grey(255, 18))[0]).toBe(255);
  });
});

describe('more than 8 bits with a profile', () => {
  const eight = () => drawQuadrants(64, 64).withIccProfile('p3');

  it.each(['png', 'tiff'] as const)('are as 8 bits in a %s', async (format) => {
    const twin = await eight().toFormat(format).toBuffer();
    const { data, info } = await sharp(twin, { ignoreIcc: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const words = Uint16Array.from(data, (value) => value * 257);
    const { icc } = await sharp(twin).metadata();
    const deep = await deepFile(words, info.width, info.height, info.channels, icc, format);
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    const [one, other] = [await shownIn(deep), await shownIn(twin)];
    expect(difference(one, other)).toBeLessThanOrEqual(2);
    expect(difference(one, RED)).toBeLessThanOrEqual(3);
  });

  it('and alpha are as 8 bits', async () => {
    const twin = await drawQuadrants(64, 64).ensureAlpha(0.5).withIccProfile('p3').png().toBuffer();
    const { data } = await sharp(twin, { ignoreIcc: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { icc } = await sharp(twin).metadata();
    const deep = await deepFile(
      Uint16Array.from(data, (value) => value * 257),
      64,
      64,
      4,
      icc,
      'png',
    );
    expect(difference(await shownIn(deep), await shownIn(twin))).toBeLessThanOrEqual(2);
  });

  it.each([10, 12] as const)('are right in an AVIF of %i bits', async (bitdepth) => {
    const p3 = sharp(await eight().png().toBuffer()).keepIccProfile();
    const deep = await p3.avif({ quality: 90, bitdepth }).toBuffer();
    const { depth, icc } = await sharp(deep).metadata();
    expect(depth).toBe('ushort');
    expect(icc?.byteLength).toBeGreaterThan(0);
    expect(difference(await shownIn(deep), RED)).toBeLessThanOrEqual(6);
  });

  it('of grey are as 8 bits', async () => {
    const profile = greyProfile(1);
    const file = (bits: 8 | 16) => {
      const header = Buffer.alloc(13);
      header.writeUInt32BE(64, 0);
      header.writeUInt32BE(64, 4);
      header.set([bits, 0], 8);
      const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc((64 * bits) / 8, 0x80)]);
      const icc = Buffer.concat([Buffer.from('grey\0\0', 'latin1'), deflateSync(profile)]);
      return joinPng([
        pngChunk('IHDR', header),
        pngChunk('iCCP', icc),
        pngChunk('IDAT', deflateSync(Buffer.concat(Array<Buffer>(64).fill(row)))),
        pngChunk('IEND', Buffer.alloc(0)),
      ]);
    };
    const [deep, twin] = [await shownIn(file(16)), await shownIn(file(8))];
    expect(difference(twin, [188, 188, 188])).toBeLessThanOrEqual(2);
    expect(difference(deep, twin)).toBeLessThanOrEqual(2);
  });
});

async function deepFile(
  words: Uint16Array,
  width: number,
  height: number,
  channels: 3 | 4 | number,
  icc: Buffer | undefined,
  format: 'png' | 'tiff',
): Promise<Buffer> {
  const raw = { width, height, channels: channels as 3 | 4 };
  const image = sharp(words, { raw }).toColourspace('rgb16');
  if (format === 'png') {
    const [header, ...rest] = splitPng(await image.png().toBuffer()).map(({ bytes }) => bytes);
    const data = Buffer.concat([
      Buffer.from('p3\0\0', 'latin1'),
      deflateSync(icc ?? Buffer.alloc(0)),
    ]);
    return joinPng([header ?? Buffer.alloc(0), pngChunk('iCCP', data), ...rest]);
  }
  const { tiffHeader } = await import('../src/tiff-header.ts');
  const layout = {
    width,
    height,
    channels: 3,
    hasAlpha: false,
    bits: 16,
    iccProfile: icc,
  } as const;
  return Buffer.concat([tiffHeader(layout), Buffer.from(words.buffer)]);
}

/** A grey profile, ICC.1:2022, with a power curve. */
function greyProfile(gamma: number): Buffer {
  const xyz = Buffer.alloc(20);
  xyz.write('XYZ ', 'latin1');
  [0.9642, 1, 0.8249].forEach((value, i) =>
    xyz.writeInt32BE(Math.round(value * 65_536), 8 + 4 * i),
  );
  const curve = Buffer.alloc(16);
  curve.write('curv', 'latin1');
  curve.writeUInt32BE(1, 8);
  curve.writeUInt16BE(Math.round(gamma * 256), 12);
  const text = Buffer.alloc(28);
  text.write('desc', 'latin1');
  const entries: [string, Buffer][] = [
    ['desc', mluc('grey')],
    ['cprt', mluc('none')],
    ['wtpt', xyz],
    ['kTRC', curve],
  ];
  const table = Buffer.alloc(4 + 12 * entries.length);
  table.writeUInt32BE(entries.length, 0);
  let at = 128 + table.length;
  entries.forEach(([tag, data], i) => {
    table.write(tag, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(data.length, 12 + 12 * i);
    at += data.length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x04300000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  [0.9642, 1, 0.8249].forEach((value, i) =>
    header.writeInt32BE(Math.round(value * 65_536), 68 + 4 * i),
  );
  return Buffer.concat([header, table, ...entries.map(([, data]) => data)]);
}

function mluc(text: string): Buffer {
  const wide = Buffer.from(text, 'utf16le').swap16();
  const head = Buffer.alloc(28);
  head.write('mluc', 'latin1');
  head.writeUInt32BE(1, 8);
  head.writeUInt32BE(12, 12);
  head.write('enUS', 16, 'latin1');
  head.writeUInt32BE(wide.length, 20);
  head.writeUInt32BE(28, 24);
  return Buffer.concat([head, wide]);
}
