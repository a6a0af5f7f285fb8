import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import {
  drawQuadrants,
  drawWaves,
  gifOfFrames,
  joinPng,
  pngChunk,
  splitPng,
} from './draw-image.ts';

const EOI = Buffer.from('ffd9', 'hex');
function outcome(bytes: Buffer) {
  return makeRenditions(bytes).then(
    ({ warning, width }) => ({ code: undefined, warning, width }),
    (error: { code: string }) => ({ code: error.code, warning: undefined, width: undefined }),
  );
}
const baseline = () => drawWaves(300, 200).jpeg().toBuffer();
const progressive = () => drawWaves(300, 200).jpeg({ progressive: true }).toBuffer();

/** Offsets of the markers with this code. */
function markers(jpeg: Buffer, code: number): number[] {
  const found: number[] = [];
  const marker = Buffer.from([0xff, code]);
  for (let at = jpeg.indexOf(marker); at >= 0; at = jpeg.indexOf(marker, at + 2)) found.push(at);
  return found;
}

function inserted(bytes: Buffer, at: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}

describe('a JPEG whose pixels are all there is made, with a warning,', () => {
  it.each([
    ['without its end marker', async () => (await baseline()).subarray(0, -2)],
    ['without its end marker, progressive', async () => (await progressive()).subarray(0, -2)],
    ['with half of its end marker', async () => (await baseline()).subarray(0, -1)],
    [
      'without its end marker, before what a phone appended',
      async () => {
        const trailer = Buffer.concat([
          Buffer.alloc(60, 'SEFT'),
          Buffer.from('ffd8ffe000104a46', 'hex'),
        ]);
        return Buffer.concat([(await progressive()).subarray(0, -2), trailer]);
      },
    ],
    [
      'with stray bytes between segments',
      async () => {
        const jpeg = await baseline();
        return inserted(jpeg, 4 + jpeg.readUInt16BE(4), Buffer.alloc(4));
      },
    ],
    [
      'with stray bytes in several places',
      async () => {
        const jpeg = await baseline();
        const padded = inserted(jpeg, jpeg.length - 2, Buffer.alloc(9));
        return inserted(padded, 4 + jpeg.readUInt16BE(4), Buffer.alloc(4));
      },
    ],
    [
      'with stray bytes between scans',
      async () => {
        const jpeg = await progressive();
        return inserted(jpeg, markers(jpeg, 0xda)[3] ?? 0, Buffer.alloc(5));
      },
    ],
    [
      'with an unknown Adobe transform',
      async () => {
        const adobe = Buffer.from('ffee000e41646f62650064000000000009', 'hex').subarray(0, 16);
        return inserted(
          await baseline(),
          2,
          Buffer.concat([adobe.subarray(0, 15), Buffer.from([9])]),
        );
      },
    ],
  ])('%s', async (_what, make) => {
    const result = await outcome(await make());
    expect(result).toMatchObject({ code: undefined, width: 300 });
    expect(result.warning).toMatch(/./);
  });
});

it('a JPEG with bytes between its pixels and its end is made', async () => {
  const jpeg = await baseline();
  const padded = inserted(jpeg, jpeg.length - 2, Buffer.alloc(20));
  expect(await outcome(padded)).toMatchObject({ code: undefined, width: 300 });
});

describe('a JPEG that has lost pixels is rejected as corrupt:', () => {
  it.each([
    ['20 bytes short', async () => (await baseline()).subarray(0, -20)],
    ['half of it', async () => (await baseline()).subarray(0, 3_000)],
    [
      'half of it, with an end',
      async () => Buffer.concat([(await baseline()).subarray(0, 3_000), EOI]),
    ],
    ['half of it, progressive', async () => (await progressive()).subarray(0, 3_000)],
    [
      'its last scans missing',
      async () => {
        const jpeg = await progressive();
        return jpeg.subarray(0, markers(jpeg, 0xda)[3]);
      },
    ],
    [
      'an end marker in its middle',
      async () => {
        const jpeg = await baseline();
        return inserted(jpeg, jpeg.length >> 1, EOI);
      },
    ],
    [
      'its middle zeroed',
      async () => {
        const jpeg = Buffer.from(await drawWaves(640, 480).jpeg({ quality: 95 }).toBuffer());
        return jpeg.fill(0, jpeg.length >> 2, jpeg.length >> 1);
      },
    ],
  ])('%s', async (_what, make) => {
    expect((await outcome(await make())).code).toBe('corrupt');
  });
});

describe('a PNG', () => {
  const png = () => drawWaves(300, 200).withMetadata({ orientation: 6 }).png().toBuffer();
  const broken = (chunk: Buffer): Buffer => {
    const copy = Buffer.from(chunk);
    copy[copy.length - 1] = copy.at(-1)! ^ 1;
    return copy;
  };

  it('without its IEND is made, with a warning', async () => {
    expect(await outcome((await png()).subarray(0, -12))).toMatchObject({
      code: undefined,
      warning: 'PNG without its IEND chunk',
    });
  });

  it.each(['pHYs', 'eXIf'])('whose %s chunk has a wrong CRC is made without it', async (broke) => {
    const chunks = splitPng(await png());
    const file = joinPng(chunks.map(({ type, bytes }) => (type === broke ? broken(bytes) : bytes)));
    expect(await outcome(file)).toMatchObject({
      warning: `PNG chunk ${broke} has a wrong CRC`,
      // Without its EXIF it is not turned.
      width: broke === 'eXIf' ? 300 : 200,
    });
  });

  it.each([
    ['a wrong CRC of its pixels', 'IDAT', broken],
    ['too few pixels', 'IDAT', (chunk: Buffer) => pngChunk('IDAT', chunk.subarray(8, 200))],
  ])('with %s is corrupt', async (_what, broke, breakIt) => {
    const chunks = splitPng(await png());
    const file = joinPng(
      chunks.map(({ type, bytes }) => (type === broke ? breakIt(bytes) : bytes)),
    );
    expect((await outcome(file)).code).toBe('corrupt');
  });

  it('whose EXIF follows the pixels is rotated', async () => {
    const chunks = splitPng(await png());
    const late = [
      ...chunks.filter(({ type }) => type !== 'eXIf' && type !== 'IEND'),
      ...chunks.filter(({ type }) => type === 'eXIf' || type === 'IEND'),
    ];
    expect(await outcome(joinPng(late.map(({ bytes }) => bytes)))).toMatchObject({
      code: undefined,
      warning: undefined,
      width: 200,
    });
  });
});

describe('a GIF', () => {
  it('without its trailer is made, with a warning', async () => {
    expect(await outcome(gifOfFrames(3).subarray(0, -1))).toMatchObject({
      code: undefined,
      warning: 'GIF without its trailer',
    });
  });

  it('that is cut off after its first frame is made, with a warning', async () => {
    const gif = gifOfFrames(3);
    expect((await outcome(gif.subarray(0, -10))).warning).toBe('GIF without its trailer');
  });
});

describe('a TIFF', () => {
  const tiff = (tile: boolean) =>
    drawWaves(512, 512)
      .tiff({ compression: 'deflate', tile, tileWidth: 128, tileHeight: 128 })
      .toBuffer();

  it.each([
    ['a tile', true],
    ['a strip', false],
  ])('of which %s is broken is corrupt', async (_what, tile) => {
    const bytes = Buffer.from(await tiff(tile));
    bytes.fill(0, bytes.length / 2, bytes.length / 2 + 2_000);
    expect((await outcome(bytes)).code).toBe('corrupt');
  });
});

describe('broken metadata is ignored with a warning:', () => {
  const segment = (marker: number, text: string): Buffer => {
    const data = Buffer.from(text, 'latin1');
    return Buffer.concat([Buffer.from([0xff, marker, 0, data.length + 2]), data]);
  };

  it.each([
    ['The colour profile', segment(0xe2, 'ICC_PROFILE\0\x01\x01 this is no colour profile')],
    ['The EXIF data', segment(0xe1, 'Exif\0\0 this is no directory')],
  ])('%s', async (what, bad) => {
    const jpeg = await drawQuadrants(90, 60).jpeg().toBuffer();
    expect((await outcome(inserted(jpeg, 2, bad))).warning).toContain(`${what} is invalid`);
  });
});
