import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { rejectOnFailure } from '../src/decoder-errors.ts';
import { DECODER_MESSAGES } from '../src/decoder-messages.ts';
import { makeRenditions } from '../src/index.ts';
import { box, buildHeif, itemOf } from '../test-support/build-heif.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { buildTiff, short } from './build-tiff.ts';
import { drawQuadrants, drawWaves, joinPng, pngChunk, splitPng } from './draw-image.ts';
import { svgOf } from './draw-svg.ts';
import { bytesOf, page } from './tiff-page.ts';

const jpeg = () => drawQuadrants(64, 64).jpeg().toBuffer();

/** A JPEG whose frame header is changed; offsets are from its marker. */
async function withFrame(change: (jpeg: Buffer, frame: number) => void): Promise<Buffer> {
  const bytes = Buffer.from(await jpeg());
  change(bytes, bytes.indexOf(Buffer.from('ffc0', 'hex')));
  return bytes;
}

const withProcess = (code: number) => withFrame((bytes, frame) => void (bytes[frame + 1] = code));

function rejection(bytes: Buffer, linearLight = false) {
  return makeRenditions(bytes, { linearLight }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a variant of JPEG or PNG without a decoder is named:', () => {
  it.each([
    [
      'JPEG with 12 bits per sample',
      () => withFrame((bytes, frame) => void (bytes[frame + 4] = 12)),
    ],
    ['JPEG with 2 components', () => withFrame((bytes, frame) => void (bytes[frame + 9] = 2))],
    ['JPEG with DNL', () => withFrame((bytes, frame) => bytes.writeUInt16BE(0, frame + 5))],
    ['hierarchical JPEG', () => withProcess(0xc5)],
    ['lossless JPEG with arithmetic coding', () => withProcess(0xcb)],
    ['JPEG-LS', () => withProcess(0xf7)],
    [
      'lossless JPEG with 16 bits per sample',
      () =>
        withFrame((bytes, frame) => {
          bytes[frame + 1] = 0xc3;
          bytes[frame + 4] = 16;
        }),
    ],
    [
      'iOS-optimised PNG',
      async () => {
        const chunks = splitPng(await drawQuadrants(9, 9).png().toBuffer());
        const mark = pngChunk('CgBI', Buffer.from('50002002', 'hex'));
        return joinPng([mark, ...chunks.map(({ bytes }) => bytes)]);
      },
    ],
  ])('%s', async (variant, make) => {
    expect(await rejection(await make())).toMatchObject({
      code: 'unsupported-feature',
      received: variant,
    });
  });
});

const heicItem = () => itemOf(TURNED_P3_HEIC, ['colr', 'irot']);

/** An input for each row of the table, by the row's words. */
const INPUTS = new Map<string, () => Buffer | Promise<Buffer>>([
  [
    'Unsupported (feature|codec)',
    () => buildHeif({ major: 'mif1', items: [{ ...heicItem(), type: 'unci' }] }),
  ],
  [
    'Security limit exceeded: iloc box',
    () => {
      const more = { type: 'Exif', data: Buffer.alloc(4), properties: [] };
      const items = [heicItem(), ...Array<typeof more>(1_100).fill(more)];
      return buildHeif({ major: 'heic', items });
    },
  ],
  [
    'Maximum number of child boxes',
    () => {
      const item = heicItem();
      const more = Array.from({ length: 100 }, (_, index) => box('abcd', Buffer.from([index])));
      return buildHeif({ major: 'heic', items: [item, { ...item, properties: more }] });
    },
  ],
  ['Fractional sampling not implemented', withFraction],
  ['^resvg ended', withManyLayers],
  ['Inconsistent progression sequence', withScanTwice],
  [DECODER_MESSAGES.at(-1)!.words.source, withOddDirectory],
]);

/** Three columns of brightness, and two of each colour. */
async function withFraction(): Promise<Buffer> {
  const bytes = await drawQuadrants(64, 64).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
  const frame = bytes.indexOf(Buffer.from('ffc0', 'hex'));
  [0x31, 0x21, 0x21].forEach((factors, i) => (bytes[frame + 11 + 3 * i] = factors));
  return bytes;
}

/** Each group that is transparent takes as much memory as the image, which is drawn whole. */
function withManyLayers(): Buffer {
  const size = 'width="5000" height="5000"';
  const layers = '<g opacity="0.9">'.repeat(8);
  return svgOf(`${layers}<rect ${size}/>${'</g>'.repeat(8)}`, size);
}

/** PageNumber has two values, of which one is missing. */
function withOddDirectory(): Buffer {
  const kind = { photometric: 1, bits: 8, samples: 1, tags: [short(297, 0)] };
  return buildTiff([page(bytesOf([40], [200]), kind)]);
}

async function withScanTwice(): Promise<Buffer> {
  const bytes = await drawQuadrants(64, 64).jpeg({ progressive: true }).toBuffer();
  const end = bytes.length - 2;
  const scan = bytes.subarray(bytes.lastIndexOf(Buffer.from('ffda', 'hex')), end);
  return Buffer.concat([bytes.subarray(0, end), scan, bytes.subarray(end)]);
}

describe('a decoder’s message', () => {
  it.each(DECODER_MESSAGES.map((message) => [message.words.source, message] as const))(
    '/%s/ gets the code of its row',
    async (source, message) => {
      const make = INPUTS.get(source);
      if (!make) throw new Error('Expected an input for this row but found none');
      const bytes = await make();
      if (message.means === 'harmless') {
        expect((await makeRenditions(bytes)).warning).toMatch(message.words);
        return;
      }
      // In linear light, images are decoded at their full size.
      const error = await rejection(bytes, message.means === 'too-complex');
      expect(error).toMatchObject(
        message.means === 'too-complex'
          ? { code: 'too-complex' }
          : { code: 'unsupported-feature', received: message.variant },
      );
      expect((error as Error).cause).toMatchObject({
        message: expect.stringMatching(message.words),
      });
    },
  );

  it('that is not listed means damage', async () => {
    expect(
      await rejection((await drawWaves(300, 200).jpeg().toBuffer()).subarray(0, 3_000)),
    ).toMatchObject({ code: 'corrupt' });
  });
});

it('takes a thread that has no more memory for a fault of the image', async () => {
  const fill = 'const held = []; for (;;) held.push(new Array(1e5).fill(held.length));';
  const worker = new Worker(fill, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } });
  const failed = new Promise<never>((_resolve, reject) => worker.once('error', reject));
  const rejected = rejectOnFailure(failed, { mediaType: 'image/tiff', timeoutMs: 1000 });
  await expect(rejected).rejects.toMatchObject({ code: 'too-complex' });
});

it('takes a mistake in a program for no fault of the image', async () => {
  const context = { mediaType: 'image/png', timeoutMs: 1000 } as const;
  const mistake = new TypeError("Cannot read properties of undefined (reading 'width')");
  await expect(rejectOnFailure(Promise.reject(mistake), context)).rejects.toBe(mistake);
  const words = new Error('pngload: end of stream');
  await expect(rejectOnFailure(Promise.reject(words), context)).rejects.toMatchObject({
    code: 'corrupt',
    cause: words,
  });
});
