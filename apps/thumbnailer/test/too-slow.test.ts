import { DEFAULT_LIMITS } from '@miniatura/resize';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import { ORIGINALS, type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

let running: RunningThumbnailer;
beforeEach(async () => {
  running = await startThumbnailer();
});
afterEach(() => running.stop());

test('An image that takes too long is retried once before it is rejected', async () => {
  await running.put('slow.jpg', await drawImage());
  const messages = await running.takeMessages(1);
  const handle = running.handlerWith({}, { limits: { ...DEFAULT_LIMITS, timeoutMs: 1 } });
  expect(await handle(sqsEvent(messages, 1))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }],
  });
  expect(await running.metadata.findImageByKey(ORIGINALS, 'slow.jpg')).toBe(null);
  expect(await handle(sqsEvent(messages, 2))).toEqual({ batchItemFailures: [] });
  expect(await running.metadata.findImageByKey(ORIGINALS, 'slow.jpg')).toMatchObject({
    status: 'rejected',
    rejectionCode: 'too-slow',
  });
});
