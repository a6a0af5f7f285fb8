import { expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import { ORIGINALS, startThumbnailer } from './start-thumbnailer.ts';

const PADDING = Buffer.alloc(4_000_000, 'Bytes after the end of a JPEG. ');
/** Their chunks and copies are less than the 64 MB after which V8 frees them by itself. */
const IMAGE_COUNT = 3;

test('the memory of originals is free when they are processed', async () => {
  const running = await startThumbnailer();
  try {
    const image = await drawImage();
    const handleImage = async (key: string) => {
      await running.put(key, Buffer.concat([image, PADDING, Buffer.from(key)]));
      await running.handle(await running.takeMessages(1));
      const row = await running.metadata.findImageByKey(ORIGINALS, key);
      expect(row).toMatchObject({ status: 'processed', width: 640 });
    };
    await handleImage('first.jpg');
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < IMAGE_COUNT; count += 1) await handleImage(`${count}.jpg`);
    const grownByteCount = process.memoryUsage().arrayBuffers - before;
    // The test's own copy of each original remains.
    expect(grownByteCount).toBeLessThan(2 * IMAGE_COUNT * PADDING.length);
  } finally {
    await running.stop();
  }
});
