import { factsOfBytes, imageIdOf } from '@miniatura/metadata';
import { DEFAULT_RENDITIONS } from '@miniatura/resize';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryBudget } from '../src/memory-budget.ts';
import { CAMERA_FACTS, drawImage } from './draw-image.ts';
import { ORIGINALS, type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

/** Counts decodes, because the effects of the handler do not distinguish a decode from a copy. */
class CountingBudget extends MemoryBudget {
  decodeCount = 0;

  override run<Result>(byteCount: number, work: () => Promise<Result>): Promise<Result> {
    this.decodeCount += 1;
    return super.run(byteCount, work);
  }
}

let running: RunningThumbnailer;
let pixelMemory: CountingBudget;
let handle: (bodies: readonly unknown[]) => Promise<unknown>;
beforeEach(async () => {
  running = await startThumbnailer();
  pixelMemory = new CountingBudget(1024 ** 3);
  handle = (bodies) => running.handlerWith({}, { pixelMemory })(sqsEvent(bodies));
});
afterEach(() => running.stop());

const SUCCESS = { batchItemFailures: [] };
const find = (key: string) => running.metadata.findImageByKey(ORIGINALS, key);

async function putAndHandle(key: string, original: Uint8Array) {
  await running.put(key, original);
  expect(await handle(await running.takeMessages(1))).toEqual(SUCCESS);
}

describe('An image with the bytes of an earlier one', () => {
  test('is a duplicate with its own thumbnails, and is not decoded', async () => {
    const original = await drawImage();
    await putAndHandle('first.jpg', original);
    const paid = running.paidCallCount();
    await putAndHandle('second.jpg', original);
    expect(pixelMemory.decodeCount).toBe(1);
    expect(running.paidCallCount()).toBe(paid);
    const [first, second] = [await find('first.jpg'), await find('second.jpg')];
    const { sha256, perceptualHash, thumbHash, dominantColors, width, height } = first ?? {};
    const { labels, moderationLabels, altText, altTextSource } = first ?? {};
    expect(first).toMatchObject(CAMERA_FACTS);
    const ofBytes = first === null ? {} : factsOfBytes(first);
    expect(Object.entries(ofBytes).filter(([, value]) => value === null)).toEqual([
      ['warning', null],
    ]);
    expect(second).toMatchObject({
      duplicateOf: imageIdOf(ORIGINALS, 'first.jpg'),
      analysisStatus: 'reused',
      ...CAMERA_FACTS,
      ...{ sha256, perceptualHash, thumbHash, dominantColors, width, height },
      ...{ labels, moderationLabels, altText, altTextSource },
    });
    expect(second?.renditions).toHaveLength(3);
    for (const [index, copy] of (second?.renditions ?? []).entries()) {
      expect(copy.key.startsWith(`${second?.imageId}/`)).toBe(true);
      const original = first?.renditions[index];
      expect(await running.thumbnail(copy.key)).toEqual(
        await running.thumbnail(original?.key ?? ''),
      );
    }
  });

  test('keeps its thumbnails when the first one is removed', async () => {
    const original = await drawImage();
    await putAndHandle('first.jpg', original);
    await putAndHandle('second.jpg', original);
    await running.remove('first.jpg');
    await handle(await running.takeMessages(1));
    const second = await find('second.jpg');
    expect(await running.thumbnailKeys()).toEqual(second?.renditions.map(({ key }) => key).sort());
  });

  test('is decoded when the thumbnails of the first no longer exist', async () => {
    const original = await drawImage();
    await putAndHandle('first.jpg', original);
    const first = await find('first.jpg');
    await running.removeThumbnail(first?.renditions[1]?.key ?? '');
    await putAndHandle('second.jpg', original);
    expect(pixelMemory.decodeCount).toBe(2);
    const second = await find('second.jpg');
    expect(second).toMatchObject({ analysisStatus: 'reused', duplicateOf: first?.imageId });
    for (const { key, byteCount } of second?.renditions ?? []) {
      expect((await running.thumbnail(key)).byteLength).toBe(byteCount);
    }
    expect(running.paidCallCount()).toBe(2);
  });

  test.each([
    ['quality', { quality: 30 }],
    ['background', { background: '#ff0000' }],
    ['fit', { fit: 'cover' }],
  ] as const)('is decoded when the renditions have another %s', async (_what, change) => {
    const original = await drawImage();
    await putAndHandle('first.jpg', original);
    await running.put('second.jpg', original);
    const renditions = DEFAULT_RENDITIONS.map((spec) => ({ ...spec, ...change }));
    const messages = await running.takeMessages(1);
    const handleDifferently = running.handlerWith({}, { renditions, pixelMemory });
    expect(await handleDifferently(sqsEvent(messages))).toEqual(SUCCESS);
    expect(pixelMemory.decodeCount).toBe(2);
    const [first, second] = [await find('first.jpg'), await find('second.jpg')];
    expect(second?.renditionFingerprint).not.toBe(first?.renditionFingerprint);
    await running.put('third.jpg', original);
    expect(await handleDifferently(sqsEvent(await running.takeMessages(1)))).toEqual(SUCCESS);
    expect(pixelMemory.decodeCount).toBe(2);
  });

  test('is decoded and paid once when it is in a batch several times', async () => {
    const bytes = await drawImage();
    const keys = Array.from({ length: 6 }, (_, index) => `copy-${index}.jpg`);
    for (const key of keys) await running.put(key, bytes);
    expect(await handle(await running.takeMessages(6))).toEqual(SUCCESS);
    expect(pixelMemory.decodeCount).toBe(1);
    expect(running.paidCallCount()).toBe(2);
    const images = await Promise.all(keys.map(find));
    const [original, ...others] = new Set(images.map((image) => image?.duplicateOf));
    expect([original, ...others].filter((id) => id !== null)).toHaveLength(1);
    expect(images.filter((image) => image?.duplicateOf === null)).toHaveLength(1);
    expect(await running.thumbnailKeys()).toHaveLength(18);
  });

  test('that is uploaded again under its own key has thumbnails of the new event only', async () => {
    const original = await drawImage();
    await putAndHandle('cat.jpg', original);
    const before = await running.thumbnailKeys();
    await putAndHandle('cat.jpg', original);
    expect(pixelMemory.decodeCount).toBe(1);
    const image = await find('cat.jpg');
    expect(image?.duplicateOf).toBe(null);
    const after = await running.thumbnailKeys();
    expect(after).toEqual(image?.renditions.map(({ key }) => key).sort());
    expect(after.filter((key) => before.includes(key))).toEqual([]);
  });

  test('has one row of one version however often its event is delivered', async () => {
    const original = await drawImage();
    await putAndHandle('first.jpg', original);
    await running.put('second.jpg', original);
    const [message] = await running.takeMessages(1);
    expect(await handle([message, message, message])).toEqual(SUCCESS);
    const second = await find('second.jpg');
    expect(await handle([message])).toEqual(SUCCESS);
    expect(await find('second.jpg')).toEqual(second);
    expect(await running.thumbnailKeys()).toHaveLength(6);
  });
});
