import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { buildHeif, itemOf, nclx } from '../test-support/build-heif.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { BLUE, colorAt, difference, drawQuadrants, RED, type Rgb } from './draw-image.ts';
import { TEN_BIT_HEIC } from './ten-bit-heic.ts';

const PNG = { name: 'a', width: 128, height: 128, fit: 'inside', format: 'png' } as const;

async function made(file: Buffer) {
  const result = await makeRenditions(file, { renditions: [PNG] });
  const bytes = result.renditions[0]?.bytes ?? Buffer.alloc(0);
  return { ...result, at: (across: number, down: number) => colorAt(bytes, across, down) };
}

const heicItem = (drop: readonly string[] = ['colr', 'irot']) => itemOf(TURNED_P3_HEIC, drop);
function avif(options = {}) {
  return drawQuadrants(96, 64)
    .avif({ quality: 90, ...options })
    .toBuffer();
}
const avifItem = async (drop: readonly string[] = []) => itemOf(await avif(), drop);
function rejection(file: Buffer) {
  return makeRenditions(file).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('the codec of the primary item decides', () => {
  it.each(['mif1', 'mif2', 'msf1', 'avis', 'miaf', 'heic'])(
    'for an AV1 item of a file with the brand %s',
    async (major) => {
      const result = await made(buildHeif({ major, items: [await avifItem()] }));
      expect(result).toMatchObject({ mediaType: 'image/avif', width: 96, height: 64 });
      expect(difference(await result.at(0.2, 0.2), RED)).toBeLessThan(10);
    },
  );

  it.each(['mif1', 'mif2', 'msf1', 'hevc', 'avif'])(
    'for an HEVC item of a file with the brand %s',
    async (major) => {
      const result = await made(buildHeif({ major, items: [heicItem()] }));
      expect(result).toMatchObject({ mediaType: 'image/heic', width: 96, height: 64 });
    },
  );

  it('for a JPEG item, turned by its property', async () => {
    const data = await drawQuadrants(96, 64).jpeg({ quality: 95 }).toBuffer();
    const [ispe] = (await avifItem()).properties;
    const quarterTurn = Buffer.from('0000000969726f7401', 'hex');
    const properties = [ispe ?? Buffer.alloc(0), quarterTurn];
    const file = buildHeif({ major: 'mif1', items: [{ type: 'jpeg', data, properties }] });
    const result = await made(file);
    expect(result).toMatchObject({ mediaType: 'image/heif', width: 64, height: 96 });
    expect(difference(await result.at(0.2, 0.8), RED)).toBeLessThan(10);
  });

  it('and one without a decoder is named', async () => {
    const item = { ...heicItem(), type: 'vvc1' };
    expect(await rejection(buildHeif({ major: 'mif1', items: [item] }))).toMatchObject({
      code: 'unsupported-feature',
      received: 'HEIF with vvc1 pixels',
    });
  });
});

describe('a HEIF file', () => {
  it.each([300, 700])('of %i items gives its primary one', async (count) => {
    const thumbnail = { ...heicItem(), type: 'Exif', properties: [], data: Buffer.alloc(4) };
    const items = [heicItem(), ...Array<typeof thumbnail>(count - 1).fill(thumbnail)];
    expect(await made(buildHeif({ major: 'heic', items }))).toMatchObject({ width: 96 });
    const avifItems = [await avifItem(), ...Array<typeof thumbnail>(count - 1).fill(thumbnail)];
    expect(await made(buildHeif({ major: 'avif', items: avifItems }))).toMatchObject({ width: 96 });
  });

  it('gives its primary item and not its first', async () => {
    const blue = sharp({ create: { width: 30, height: 20, channels: 3, background: '#1414e6' } });
    const items = [await avifItem(), itemOf(await blue.avif({ quality: 95 }).toBuffer())];
    const result = await made(buildHeif({ major: 'avif', items, primaryId: 2 }));
    expect(result).toMatchObject({ width: 30, height: 20 });
    expect(difference(await result.at(0.5, 0.5), BLUE)).toBeLessThan(10);
  });

  it('that is a sequence without a primary item says so', async () => {
    const file = buildHeif({ major: 'hevc', items: [heicItem()], primaryId: 0 });
    const moov = Buffer.from('000000086d6f6f76', 'hex');
    expect(await rejection(Buffer.concat([file, moov]))).toMatchObject({
      code: 'unsupported-feature',
      received: 'an image sequence without a primary item',
    });
  });
});

it('a file whose primary item has no size is corrupt', async () => {
  const file = buildHeif({ major: 'heic', items: [itemOf(TURNED_P3_HEIC, ['ispe', 'irot'])] });
  expect(await rejection(file)).toMatchObject({
    code: 'corrupt',
    received: 'an image without a size',
  });
});

describe('colours that nclx describes', () => {
  /** A stored colour, and what Chromium shows of it. */
  const CASES: [string, readonly [number, number, number], Rgb, Rgb][] = [
    ['Display P3', [12, 13, 6], [200, 120, 60], [213, 115, 42]],
    ['BT.2020', [9, 14, 9], [200, 120, 60], [235, 105, 40]],
    ['linear light', [1, 8, 1], [128, 128, 128], [188, 188, 188]],
    ['DCI-P3', [11, 17, 6], [200, 120, 60], [211, 102, 19]],
  ];

  it.each(CASES)('as %s are converted in AVIF', async (_what, codes, stored, shown) => {
    const flat = sharp({
      create: { width: 64, height: 64, channels: 3, background: hex(stored) },
    });
    const bytes = await flat.avif({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const item = itemOf(bytes, ['colr']);
    // sharp encodes with the matrix of BT.601.
    const color = nclx(codes[0], codes[1], 6);
    const file = buildHeif({ major: 'avif', items: [withColor(item, color)] });
    expect(difference(await (await made(file)).at(0.5, 0.5), shown)).toBeLessThanOrEqual(3);
  });

  it('are converted in HEIC as in its AVIF twin', async () => {
    const plain = await made(buildHeif({ major: 'heic', items: [heicItem()] }));
    const stored = await plain.at(0.2, 0.2);
    const p3 = withColor(heicItem(), nclx(12, 13, 6));
    const shown = await (await made(buildHeif({ major: 'heic', items: [p3] }))).at(0.2, 0.2);
    const png = sharp({ create: { width: 64, height: 64, channels: 3, background: hex(stored) } });
    const twin = itemOf(await png.avif({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(), [
      'colr',
    ]);
    const twinFile = buildHeif({ major: 'avif', items: [withColor(twin, nclx(12, 13, 6))] });
    const expected = await (await made(twinFile)).at(0.5, 0.5);
    expect(difference(shown, stored)).toBeGreaterThan(8);
    expect(difference(shown, expected)).toBeLessThanOrEqual(3);
  });

  it('of PQ in a HEIC of 10 bits are mapped as in its AVIF twin', async () => {
    const color = nclx(9, 16, 9);
    const heic = buildHeif({ major: 'heic', items: [withColor(itemOf(TEN_BIT_HEIC), color)] });
    const grey = sharp({ create: { width: 64, height: 64, channels: 3, background: '#808080' } });
    const twin = itemOf(await grey.avif({ quality: 100 }).toBuffer(), ['colr']);
    const avif = buildHeif({ major: 'avif', items: [withColor(twin, nclx(9, 16, 6))] });
    const shown = await (await made(heic)).at(0.56, 0.5);
    const expected = await (await made(avif)).at(0.5, 0.5);
    expect(difference(shown, expected)).toBeLessThanOrEqual(3);
    expect(difference(shown, [128, 128, 128])).toBeGreaterThan(30);
  });

  it('of PQ keep their order, and reference white is bright', async () => {
    const grey = async (value: number) => {
      const flat = sharp({
        create: { width: 64, height: 64, channels: 3, background: hex([value, value, value]) },
      });
      const item = itemOf(await flat.avif({ quality: 100 }).toBuffer(), ['colr']);
      const file = buildHeif({ major: 'avif', items: [withColor(item, nclx(9, 16, 6))] });
      return (await (await made(file)).at(0.5, 0.5))[0];
    };
    // 203 cd/m² are 58 % of PQ's range, 1,000 are 75 %.
    const [dark, middle, white, peak] = await Promise.all([40, 110, 148, 192].map(grey));
    expect(dark).toBeLessThan(middle ?? 0);
    expect(middle).toBeLessThan(white ?? 0);
    expect(white).toBeGreaterThan(210);
    expect(white).toBeLessThan(240);
    expect(peak).toBeGreaterThanOrEqual(254);
  });
});

function hex(rgb: Rgb): string {
  return `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function withColor<Item extends { readonly properties: readonly Buffer[] }>(
  item: Item,
  color: Buffer,
): Item {
  return { ...item, properties: [...item.properties, color] };
}
