import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { box, buildGrid, itemOf } from '../test-support/build-heif.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { TEN_BIT_HEIC } from './ten-bit-heic.ts';
import { TILE_HEIC } from './tile-heic.ts';

const [COLUMNS, ROWS] = [5, 6];
const TILES = [itemOf(TURNED_P3_HEIC, ['colr', 'irot']), itemOf(TILE_HEIC)];

/** The tiles at the right and bottom are cut off; one tile differs from the rest. */
const GRID = {
  tiles: TILES,
  places: Array.from({ length: COLUMNS * ROWS }, (_, place) => (place === COLUMNS ? 1 : 0)),
  columns: COLUMNS,
  width: 464,
  height: 376,
};

const irot = (quarterTurns: number) => box('irot', Buffer.from([quarterTurns]));
const imir = (axis: number) => box('imir', Buffer.from([axis]));

async function pixels(file: Buffer, size: number) {
  const { renditions, ...facts } = await makeRenditions(file, {
    renditions: [{ name: 'a', width: size, height: size, fit: 'inside', format: 'png' }],
  });
  return { facts, png: sharp(renditions[0]?.bytes) };
}

/** Of all channels, and that of the worst pixel. */
async function differences(one: Sharp, other: Sharp) {
  const [a, b] = await Promise.all([one.raw().toBuffer(), other.raw().toBuffer()]);
  expect(a.length).toBe(b.length);
  const each = [...a].map((value, i) => Math.abs(value - b[i]!));
  return {
    mean: each.reduce((sum, value) => sum + value, 0) / each.length,
    most: Math.max(...each),
  };
}

/** The same image made small tile by tile, and decoded whole and made small afterwards. */
async function compare(file: Buffer) {
  const small = await pixels(file, 120);
  const whole = await pixels(file, 1_000);
  const { width, height } = await small.png.metadata();
  const decoded = await whole.png.toBuffer();
  const expected = sharp(decoded).resize(width, height, { fit: 'fill' });
  return { ...(await differences(small.png, expected)), ...small.facts };
}

describe('a HEIC of tiles that is shrunk while it is decoded', () => {
  it.each([
    ['as stored', []],
    ['turned by 90°', [irot(1)]],
    ['turned by 180°', [irot(2)]],
    ['turned by 270°', [irot(3)]],
    ['with top and bottom mirrored', [imir(0)]],
    ['with left and right mirrored', [imir(1)]],
    ['turned, then mirrored', [irot(1), imir(1)]],
    ['mirrored, then turned', [imir(1), irot(1)]],
  ])('looks as if it were decoded whole, %s', async (_how, properties) => {
    const { mean, most } = await compare(buildGrid({ ...GRID, properties }));
    expect(mean).toBeLessThan(1.5);
    expect(most).toBeLessThan(20);
  });

  it('is not stretched where its sides are odd', async () => {
    const { mean } = await compare(buildGrid({ ...GRID, width: 463, height: 375 }));
    expect(mean).toBeLessThan(1.5);
  });

  it('is cropped where the file says so', async () => {
    const fraction = (value: number) =>
      Buffer.from([value, 1].flatMap((n) => [0, 0, n >> 8, n & 255]));
    const clap = box('clap', ...[400, 300, 0, 0].map(fraction));
    const result = await compare(buildGrid({ ...GRID, properties: [clap] }));
    expect(result).toMatchObject({ width: 400, height: 300 });
    expect(result.mean).toBeLessThan(1.5);
  });

  it('keeps its 10 bits until it is shrunk', async () => {
    const tile = itemOf(TEN_BIT_HEIC);
    const grid = { tiles: [tile], places: Array<number>(36).fill(0), columns: 6 };
    const { mean } = await compare(buildGrid({ ...grid, width: 384, height: 384 }));
    expect(mean).toBeLessThan(2);
  });

  it('is rejected when one of its tiles is damaged, as is one that is decoded whole', async () => {
    const [tile, other] = TILES;
    const damaged = { ...other!, data: Buffer.alloc(other!.data.length) };
    const file = buildGrid({ ...GRID, tiles: [tile!, damaged] });
    const before = await pixels(buildGrid(GRID), 120);
    await expect(pixels(file, 120)).rejects.toMatchObject({ code: 'corrupt' });
    await expect(pixels(file, 1_000)).rejects.toMatchObject({ code: 'corrupt' });
    const after = await pixels(buildGrid(GRID), 120);
    expect((await differences(before.png, after.png)).most).toBe(0);
  });
});
