import { recordFreedBuffers } from '@miniatura/resize/test-support/record-freed-buffers';
import { afterEach, expect, test, vi } from 'vitest';
import { drawImage } from './draw-image.ts';
import { ORIGINALS, startThumbnailer } from './start-thumbnailer.ts';

afterEach(() => vi.restoreAllMocks());

test('the memory of an original is free when it is processed', async () => {
  const running = await startThumbnailer();
  try {
    const original = Buffer.concat([await drawImage(), Buffer.alloc(4_000_000)]);
    await running.put('a.jpg', original);
    const messages = await running.takeMessages(1);
    const freed = recordFreedBuffers();
    await running.handle(messages);
    const row = await running.metadata.findImageByKey(ORIGINALS, 'a.jpg');
    expect(row).toMatchObject({ status: 'processed', width: 640 });
    expect(freed).toContain(original.length);
  } finally {
    await running.stop();
  }
});
