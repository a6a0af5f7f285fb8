import { describe, expect, it } from 'vitest';
import { makeRenditions, readDimensions } from '../src/index.ts';
import {
  FOUR_COMPONENT_QUADRANTS_JP2,
  GREY_QUADRANTS_JP2,
  QUADRANTS_JP2,
  QUADRANTS_JXL,
  SUBSAMPLED_QUADRANTS_JP2,
} from '../test-support/encoded-quadrants.ts';
import { BLUE, difference, GREEN, RED, type Rgb, WHITE } from './draw-image.ts';
import { pngPixels } from './png-pixels.ts';

/** Middles of the quadrants. */
const PLACES = [
  [4, 4],
  [12, 4],
  [4, 12],
  [12, 12],
] as const;

function box(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 8);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), body]);
}

const SIGNATURE = Buffer.from('0000000c4a584c200d0a870a', 'hex');

/** The codestream in two parts, as writers that do not know its length put it into a container. */
const PARTS = Buffer.concat([
  SIGNATURE,
  box('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1')),
  box('jxlp', Buffer.concat([Buffer.from('00000000', 'hex'), QUADRANTS_JXL.subarray(0, 20)])),
  box('jxlp', Buffer.concat([Buffer.from('80000001', 'hex'), QUADRANTS_JXL.subarray(20)])),
]);

describe('a JPEG XL', () => {
  it.each([
    ['as it is', QUADRANTS_JXL],
    ['in parts of a container', PARTS],
  ])('%s has its colours and its alpha', async (_what, file) => {
    const { at, ...facts } = await pngPixels(file);
    expect(PLACES.map(([x, y]) => at(x, y))).toEqual([
      [...RED, 255],
      [...GREEN, 255],
      [...BLUE, 255],
      [...WHITE, 128],
    ]);
    expect(facts).toMatchObject({ mediaType: 'image/jxl', width: 16, height: 16, hasAlpha: true });
  });

  it('that is cut off is corrupt', async () => {
    for (const length of [2, 10, QUADRANTS_JXL.length - 8]) {
      const made = makeRenditions(QUADRANTS_JXL.subarray(0, length));
      await expect(made).rejects.toMatchObject({ code: 'corrupt' });
    }
  });

  it('is held to a quarter of the pixels, since it takes four times the memory', async () => {
    const limits = { maxPixels: 4 * 16 * 16 };
    expect(await readDimensions(QUADRANTS_JXL, limits)).toMatchObject({ width: 16, height: 16 });
    const rejected = readDimensions(QUADRANTS_JXL, { maxPixels: 4 * 16 * 16 - 1 });
    await expect(rejected).rejects.toMatchObject({ code: 'too-many-pixels' });
  });

  it.each([
    // SizeHeader: not small, height of 30 bits, ratio 1.
    ['1,073,741,824 × 1,073,741,824', 'ff0afeffffff1f00000000', 'too-many-pixels'],
    // Small: 8 × 16 by the ratio 2 to 1.
    ['16 × 8', 'ff0ac10100', undefined],
  ])('of %s is detected from its first bytes', async (shape, bytes, code) => {
    const file = Buffer.concat([Buffer.from(bytes, 'hex'), Buffer.alloc(16)]);
    const read = readDimensions(file);
    if (code === undefined) {
      const { width, height } = await read;
      expect(`${width} × ${height}`).toBe(shape);
    } else await expect(read).rejects.toMatchObject({ code });
  });
});

/** The number of the enumerated colour space, in the box `colr`. */
function withColorSpace(file: Buffer, number: number): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt32BE(number, copy.indexOf('colr') + 4 + 3);
  return copy;
}

/** Adds a box `cdef`, which describes each component by its type. Colours are in order. */
function withDefinitions(file: Buffer, types: readonly number[]): Buffer {
  const body = Buffer.alloc(2 + 6 * types.length);
  body.writeUInt16BE(types.length);
  types.forEach((type, index) => {
    body.writeUInt16BE(index, 2 + 6 * index);
    body.writeUInt16BE(type, 4 + 6 * index);
    body.writeUInt16BE(type === 0 ? index + 1 : 0, 6 + 6 * index);
  });
  const header = file.indexOf('jp2h') - 4;
  const end = header + file.readUInt32BE(header);
  const start = Buffer.from(file.subarray(0, end));
  start.writeUInt32BE(end - header + 8 + body.length, header);
  return Buffer.concat([start, box('cdef', body), file.subarray(end)]);
}

/** A byte of the codestream's size marker, counted from the marker. */
function withSizeByte(at: number, byte: number): Buffer {
  const copy = Buffer.from(QUADRANTS_JP2);
  copy[copy.indexOf(Buffer.from('ff4fff51', 'hex')) + at] = byte;
  return copy;
}

describe('a JPEG 2000', () => {
  const codestream = QUADRANTS_JP2.subarray(QUADRANTS_JP2.indexOf('jp2c') + 4);

  it.each([
    ['in its file format', QUADRANTS_JP2],
    ['as a bare codestream', codestream],
  ])('%s has its colours', async (_what, file) => {
    const { at, ...facts } = await pngPixels(file);
    const colors = PLACES.map(([x, y]) => at(x, y).slice(0, 3));
    expect(colors).toEqual([RED, GREEN, BLUE, WHITE]);
    expect(facts).toMatchObject({ mediaType: 'image/jp2', width: 16, height: 16, hasAlpha: false });
  });

  it('may be grey, or of YCbCr', async () => {
    const grey = await pngPixels(GREY_QUADRANTS_JP2);
    expect(new Set(grey.at(4, 4).slice(0, 3)).size).toBe(1);
    const { at } = await pngPixels(withColorSpace(QUADRANTS_JP2, 18));
    // Y 250, Cb 250, Cr 250 by BT.601.
    const [red = 0, green = 0, blue = 0] = at(12, 12);
    const expected: Rgb = [255, 250 - 0.344136 * 122 - 0.714136 * 122, 255];
    expect(difference([red, green, blue], expected)).toBeLessThanOrEqual(1);
  });

  it('may have colours that four pixels share', async () => {
    const { at } = await pngPixels(SUBSAMPLED_QUADRANTS_JP2);
    for (const [index, color] of [RED, GREEN, BLUE, WHITE].entries()) {
      const [x, y] = PLACES[index]!;
      const [red = 0, green = 0, blue = 0] = at(x, y);
      expect(difference([red, green, blue], color)).toBeLessThanOrEqual(2);
    }
  });

  const fourth = FOUR_COMPONENT_QUADRANTS_JP2;
  it.each([
    ['that nothing describes', fourth, 128],
    ['that is opacity', withDefinitions(fourth, [0, 0, 0, 1]), 128],
    ['without a meaning', withDefinitions(fourth, [0, 0, 0, 65_535]), undefined],
    ['in a bare codestream', fourth.subarray(fourth.indexOf('jp2c') + 4), 128],
  ])('may have a fourth component %s', async (_what, file, alpha) => {
    const { at, hasAlpha } = await pngPixels(file);
    expect(hasAlpha).toBe(alpha !== undefined);
    expect(at(4, 4).slice(0, 3)).toEqual(RED);
    expect(at(12, 12)).toEqual([...WHITE, alpha ?? 255]);
  });

  it('may be in premultiplied colours', async () => {
    const { at } = await pngPixels(withDefinitions(fourth, [0, 0, 0, 2]));
    expect(at(4, 4)).toEqual([...RED, 255]);
    expect(at(12, 12)).toEqual([255, 255, 255, 128]);
  });

  it('may be in CMYK, where 0 is no ink', async () => {
    const { at, hasAlpha } = await pngPixels(withColorSpace(fourth, 12));
    expect(hasAlpha).toBe(false);
    expect(at(4, 4).slice(0, 3)).toEqual([0, 0, 0]);
    // 5 of 255 are left by cyan, magenta and yellow, of which black leaves a half.
    expect(at(12, 12).slice(0, 3)).toEqual([2, 2, 2]);
  });

  it.each([
    ['in colour space 14', withColorSpace(QUADRANTS_JP2, 14)],
    ['with 3 components', withColorSpace(QUADRANTS_JP2, 12)],
    ['with samples of unlike depths', withSizeByte(45, 15)],
    ['with subsampled colours', withSizeByte(46, 2)],
    ['with signed samples', withSizeByte(42, 0x87)],
  ])('%s is an unsupported feature', async (words, file) => {
    const made = makeRenditions(file);
    await expect(made).rejects.toMatchObject({ code: 'unsupported-feature' });
    await expect(made).rejects.toThrow(words);
  });

  it('that is cut off is corrupt', async () => {
    for (const length of [30, 140, QUADRANTS_JP2.length - 40]) {
      const made = makeRenditions(QUADRANTS_JP2.subarray(0, length));
      await expect(made).rejects.toMatchObject({ code: 'corrupt' });
    }
  });
});
