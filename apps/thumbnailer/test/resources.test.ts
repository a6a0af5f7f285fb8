import { DEFAULT_LIMITS } from '@miniatura/resize';
import { expect, test } from 'vitest';
import { memorySizeFor, PIXEL_SHARE, THUMBNAILER_RESOURCES } from '../src/resources.ts';

const BYTES_PER_MB = 1024 * 1024;
/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_MAX = { memorySizeMB: 10_240, timeoutMs: 15 * 60 * 1000 };

test('The memory size is enough for the most expensive image, and allowed by Lambda', () => {
  const { memorySizeMB } = THUMBNAILER_RESOURCES;
  // A HEIC at the limit: 3.4 times its pixels in three channels.
  const peakByteCount = 3.4 * 3 * DEFAULT_LIMITS.maxPixels;
  expect(memorySizeMB * BYTES_PER_MB * PIXEL_SHARE).toBeGreaterThanOrEqual(peakByteCount);
  expect(memorySizeMB).toBeLessThanOrEqual(LAMBDA_MAX.memorySizeMB);
});

test('The memory grows with the limits that a stage sets', () => {
  const standard = memorySizeFor();
  expect(memorySizeFor({ maxPixels: 3 * DEFAULT_LIMITS.maxPixels })).toBeGreaterThan(2 * standard);
  expect(memorySizeFor({ maxBytes: 2_000_000_000 })).toBeGreaterThan(standard);
  expect(memorySizeFor({ maxPixels: 1 })).toBe(standard);
});

test('The timeout is enough for a batch whose images all take the maximum time', () => {
  const { timeoutMs, batchSize } = THUMBNAILER_RESOURCES;
  expect(timeoutMs).toBeGreaterThanOrEqual(batchSize * DEFAULT_LIMITS.timeoutMs);
  expect(timeoutMs).toBeLessThanOrEqual(LAMBDA_MAX.timeoutMs);
});

test('A message stays hidden for six times as long as the function may run', () => {
  const { visibilityTimeoutMs, timeoutMs } = THUMBNAILER_RESOURCES;
  expect(visibilityTimeoutMs).toBe(6 * timeoutMs);
});
