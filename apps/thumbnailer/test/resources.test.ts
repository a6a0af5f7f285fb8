import { DEFAULT_LIMITS } from '@miniatura/resize';
import { expect, test } from 'vitest';
import { PIXEL_SHARE, THUMBNAILER_RESOURCES } from '../src/resources.ts';

const BYTES_PER_MB = 1024 * 1024;
/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_MAX = { memorySizeMB: 10_240, timeoutMs: 15 * 60 * 1000 };

test('The memory holds the largest picture in the share of pixels, and is one that Lambda has', () => {
  const { memorySizeMB } = THUMBNAILER_RESOURCES;
  const { maxPixels, maxChannels } = DEFAULT_LIMITS;
  const shareByteCount = memorySizeMB * BYTES_PER_MB * PIXEL_SHARE;
  expect(shareByteCount).toBeGreaterThanOrEqual(maxPixels * maxChannels);
  expect(memorySizeMB).toBeLessThanOrEqual(LAMBDA_MAX.memorySizeMB);
});

test('The timeout lasts for a batch whose pictures all take as long as they may', () => {
  const { timeoutMs, batchSize } = THUMBNAILER_RESOURCES;
  expect(timeoutMs).toBeGreaterThanOrEqual(batchSize * DEFAULT_LIMITS.timeoutMs);
  expect(timeoutMs).toBeLessThanOrEqual(LAMBDA_MAX.timeoutMs);
});

test('A message stays hidden for six times as long as the function may run', () => {
  const { visibilityTimeoutMs, timeoutMs } = THUMBNAILER_RESOURCES;
  expect(visibilityTimeoutMs).toBe(6 * timeoutMs);
});
