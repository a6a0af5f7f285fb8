import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORIGINALS, type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

let running: RunningThumbnailer;
beforeAll(async () => {
  running = await startThumbnailer();
});
afterAll(() => running.stop());

/** A GIF of one-pixel frames. */
function gifOfFrames(frameCount: number): Buffer {
  const header = Buffer.from('474946383961010001008000000000ff0000ff', 'hex');
  const frame = Buffer.from('2c0000000001000100000202440100', 'hex');
  const frames = Array.from({ length: frameCount }, () => frame);
  return Buffer.concat([header, ...frames, Buffer.from('3b', 'hex')]);
}

/** A PNG whose header has larger dimensions than its few bytes can contain. */
function pngHeaderOf(width: number, height: number): Buffer {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  ihdr.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', ihdr), chunk('IDAT', Buffer.alloc(16))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

async function cutAvif(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const create = { width: 400, height: 300, channels: 3, background: '#808080', noise } as const;
  const whole = await sharp({ create }).avif().toBuffer();
  return whole.subarray(0, whole.length / 2);
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>';

test.each([
  ['a PNG of 60,000×60,000', 'bomb.png', () => pngHeaderOf(60_000, 60_000), 'too-many-pixels'],
  ['a file of 0 bytes', 'empty.jpg', () => Buffer.alloc(0), 'empty'],
  ['text under the name of a JPEG', 'text.jpg', () => Buffer.from('Hello.'), 'unsupported-type'],
  ['an AVIF that is cut off', 'cut.avif', cutAvif, 'corrupt'],
  ['an SVG that refers to a file', 'file.svg', () => Buffer.from(SVG), 'unsupported-feature'],
])('%s is rejected, and its row says why', async (_, key, draw, code) => {
  await running.put(key, await draw());
  expect(await running.handle(await running.takeMessages(1))).toEqual({ batchItemFailures: [] });
  const image = await running.metadata.findImageByKey(ORIGINALS, key);
  expect(image).toMatchObject({ status: 'rejected', rejectionCode: code });
  expect(image?.rejectionMessage).toMatch(/^Expected .+ but received .+/);
});

test('only the first frame of a GIF with 20,000 frames is decoded', async () => {
  await running.put('frames.gif', gifOfFrames(20_000));
  expect(await running.handle(await running.takeMessages(1))).toEqual({ batchItemFailures: [] });
  expect(await running.metadata.findImageByKey(ORIGINALS, 'frames.gif')).toMatchObject({
    status: 'processed',
    frameCount: 20_000,
  });
});
