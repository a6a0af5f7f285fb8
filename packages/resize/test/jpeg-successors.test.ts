import { describe, expect, it } from 'vitest';
import { makeRenditions, readDimensions } from '../src/index.ts';
import {
  GREY_QUADRANTS_JP2,
  QUADRANTS_JP2,
  QUADRANTS_JXL,
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

  it.each([
    ['in colour space 12', withColorSpace(QUADRANTS_JP2, 12)],
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
