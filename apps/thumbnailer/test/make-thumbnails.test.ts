import { createHash } from 'node:crypto';
import { imageIdOf } from '@miniatura/metadata';
import { fileNameMetadata } from '@miniatura/objects/file-name';
import { sqsEvent, wrappedBySns } from '@miniatura/test-support/sqs-event';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import { ORIGINALS, type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

let running: RunningThumbnailer;
beforeEach(async () => {
  running = await startThumbnailer();
});
afterEach(() => running.stop());

const SUCCESS = { batchItemFailures: [] };
const find = (key: string) => running.metadata.findImageByKey(ORIGINALS, key);

describe('An object that is created', () => {
  test('gets thumbnails without private metadata, labels and a complete row', async () => {
    const original = await drawImage();
    await running.put('cats/tom & jerry+1.jpg', original, {
      'uploaded-by': 'ann',
      'uploaded-through': 'import',
      ...fileNameMetadata('Tom & Jerry 🐱.jpg'),
    });
    const messages = await running.takeMessages(1);
    expect(await running.handle(messages.map(wrappedBySns))).toEqual(SUCCESS);

    const image = await find('cats/tom & jerry+1.jpg');
    expect(image).toMatchObject({
      imageId: imageIdOf(ORIGINALS, 'cats/tom & jerry+1.jpg'),
      status: 'processed',
      sha256: createHash('sha256').update(original).digest('hex'),
      etag: createHash('md5').update(original).digest('hex'),
      mediaType: 'image/jpeg',
      byteCount: original.length,
      width: 640,
      height: 480,
      frameCount: 1,
      analysisStatus: 'done',
      altTextSource: 'labels',
      uploadedBy: 'ann',
      uploadedThrough: 'import',
      fileName: 'Tom & Jerry 🐱.jpg',
    });
    expect(image?.labels.length).toBeGreaterThan(0);
    expect(image?.altText).toMatch(/^[A-Z].* and /);
    expect(image?.perceptualHash).toMatch(/^[0-9a-f]{16}$/);
    expect(image?.dominantColors[0]?.hex).toMatch(/^#[0-9a-f]{6}$/);
    const week = Date.parse(image?.expiresAt ?? '') - Date.parse(image?.uploadedAt ?? '');
    expect(week).toBe(7 * 24 * 60 * 60 * 1000);

    expect(image?.renditions.map(({ name, width, height }) => ({ name, width, height }))).toEqual([
      { name: 'thumbnail', width: 128, height: 96 },
      { name: 'small', width: 512, height: 384 },
      { name: 'large', width: 640, height: 480 },
    ]);
    expect(image?.renditions.map(({ key }) => key).toSorted()).toEqual(
      (await running.thumbnailKeys()).toSorted(),
    );
    for (const { key, width, byteCount } of image?.renditions ?? []) {
      const bytes = await running.thumbnail(key);
      expect(bytes.byteLength).toBe(byteCount);
      const metadata = await sharp(bytes).metadata();
      expect(metadata).toMatchObject({ format: 'webp', width });
      expect(metadata.exif).toBeUndefined();
      expect(metadata.xmp).toBeUndefined();
    }
  });

  test('has its principal as owner when it was uploaded directly to the bucket', async () => {
    await running.put('cat.jpg', await drawImage());
    await running.handle(await running.takeMessages(1));
    expect(await find('cat.jpg')).toMatchObject({ uploadedBy: 'AWS:local', uploadedThrough: 's3' });
  });

  test.each([
    ['empty', '', 'empty'],
    ['notes.jpg', 'These are words, not an image.', 'unsupported-type'],
    ['star.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 'no-visible-pixels'],
  ])('is rejected by its bytes, whatever its name: %s', async (key, body, code) => {
    await running.put(key, Buffer.from(body));
    expect(await running.handle(await running.takeMessages(1))).toEqual(SUCCESS);
    const image = await find(key);
    expect(image).toMatchObject({ status: 'rejected', rejectionCode: code, renditions: [] });
    expect(image?.rejectionMessage).toMatch(/^Expected .* but received /);
    expect(await running.thumbnailKeys()).toEqual([]);
    expect(running.paidCallCount()).toBe(0);
  });

  test('is rejected when its type is excluded', async () => {
    await running.put('cat.jpg', await drawImage());
    const handle = running.handlerWith({}, { excludedTypes: ['image/jpeg'] });
    expect(await handle(sqsEvent(await running.takeMessages(1)))).toEqual(SUCCESS);
    const rejectionCode = 'unsupported-type';
    expect(await find('cat.jpg')).toMatchObject({ status: 'rejected', rejectionCode });
  });

  test('is rejected without being read when it has too many bytes', async () => {
    await running.put('huge.jpg', Buffer.alloc(50_000_001, 1));
    expect(await running.handle(await running.takeMessages(1))).toEqual(SUCCESS);
    expect(await find('huge.jpg')).toMatchObject({
      status: 'rejected',
      rejectionCode: 'too-large',
      byteCount: 50_000_001,
      sha256: null,
    });
  });

  test('is not sent to label detection when it is too small, and the row has the reason', async () => {
    await running.put('tiny.jpg', await drawImage({ width: 79, height: 200 }));
    await running.handle(await running.takeMessages(1));
    expect(await find('tiny.jpg')).toMatchObject({
      status: 'processed',
      analysisStatus: 'skipped',
      analysisDetail: 'Expected sides of 80 to 10000 pixels but received 79×200',
      altText: null,
    });
    expect(running.paidCallCount()).toBe(0);
  });

  test('reuses the labels of the same bytes, without paying again', async () => {
    const original = await drawImage();
    await running.put('first.jpg', original);
    await running.handle(await running.takeMessages(1));
    await running.put('second.jpg', original);
    await running.handle(await running.takeMessages(1));
    const [first, second] = [await find('first.jpg'), await find('second.jpg')];
    expect(second).toMatchObject({ analysisStatus: 'reused', labels: first?.labels });
    const calls = await running.metadata.db.selectFrom('analysisCall').selectAll().execute();
    expect(calls.map(({ operation, imageId }) => ({ operation, imageId }))).toEqual(
      expect.arrayContaining([
        { operation: 'DetectLabels', imageId: first?.imageId },
        { operation: 'DetectModerationLabels', imageId: first?.imageId },
      ]),
    );
    expect(calls).toHaveLength(2);
  });

  test('whose events are repeated, shuffled and wrapped has one row of one version and one set of thumbnails', async () => {
    await running.put('cat.jpg', await drawImage());
    await running.put('dog.jpg', await drawImage({ background: '#00aa00' }));
    const [cat, dog] = await running.takeMessages(2);
    expect(await running.handle([dog, cat, wrappedBySns(dog), cat, dog])).toEqual(SUCCESS);
    const versions = await running.metadata.db.selectFrom('outbox').select('imageId').execute();
    expect(new Set(versions.map((row) => row.imageId)).size).toBe(2);
    const before = await running.thumbnailKeys();
    expect(before).toHaveLength(6);
    expect(await running.handle([cat, dog])).toEqual(SUCCESS);
    expect(await running.thumbnailKeys()).toEqual(before);
    const after = await running.metadata.db.selectFrom('outbox').selectAll().execute();
    expect(after).toHaveLength(versions.length);
    expect(versions).toHaveLength(2);
  });
});

describe('An object that is replaced', () => {
  test('has its thumbnails replaced completely', async () => {
    await running.put('cat.jpg', await drawImage());
    await running.handle(await running.takeMessages(1));
    const before = await running.thumbnailKeys();
    await running.put('cat.jpg', await drawImage({ width: 300, height: 900 }));
    await running.handle(await running.takeMessages(1));
    const image = await find('cat.jpg');
    expect(image).toMatchObject({ width: 300, height: 900 });
    const after = await running.thumbnailKeys();
    expect(after.toSorted()).toEqual(image?.renditions.map(({ key }) => key).toSorted());
    expect(after.filter((key) => before.includes(key))).toEqual([]);
  });

  test('is not changed by a late event of the replaced object', async () => {
    await running.put('cat.jpg', await drawImage());
    const old = await running.takeMessages(1);
    await running.put('cat.jpg', await drawImage({ width: 300 }));
    const young = await running.takeMessages(1);
    await running.handle(young);
    const image = await find('cat.jpg');
    expect(await running.handle(old)).toEqual(SUCCESS);
    expect(await find('cat.jpg')).toEqual(image);
    expect(running.logged.at(-1)).toMatchObject({ outcome: 'stale' });
  });

  test('waits for its own event when only that of the replaced object has arrived', async () => {
    await running.put('cat.jpg', await drawImage());
    const old = await running.takeMessages(1);
    await running.put('cat.jpg', await drawImage({ width: 300 }));
    expect(await running.handle(old)).toEqual(SUCCESS);
    expect(await find('cat.jpg')).toBeNull();
    await running.handle(await running.takeMessages(1));
    expect(await find('cat.jpg')).toMatchObject({ width: 300 });
  });

  test('by a file that is not an image loses its thumbnails', async () => {
    await running.put('cat.jpg', await drawImage());
    await running.handle(await running.takeMessages(1));
    await running.put('cat.jpg', 'words');
    await running.handle(await running.takeMessages(1));
    expect(await find('cat.jpg')).toMatchObject({ status: 'rejected', renditions: [], labels: [] });
    expect(await running.thumbnailKeys()).toEqual([]);
  });
});
