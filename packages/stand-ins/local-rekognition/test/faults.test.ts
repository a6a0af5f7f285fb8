import { expect, test, vi } from 'vitest';
import { type Call, firstCalls } from '../src/index.ts';
import { plainImage, runningRekognition } from './running-rekognition.ts';

const image = () => plainImage(100, 100, 'red').png().toBuffer();

test.each([
  ['ThrottlingException', 400],
  ['ProvisionedThroughputExceededException', 400],
  ['InternalServerError', 500],
] as const)('a call can be made to fail with %s', async (code, httpStatusCode) => {
  const { detectLabels } = await runningRekognition({
    faults: () => ({ kind: 'error', code }),
  });
  await expect(detectLabels(await image())).rejects.toMatchObject({
    name: code,
    $metadata: { httpStatusCode },
  });
});

test('the SDK retries two throttled calls, and three calls are counted', async () => {
  const { detectLabels, rekognition } = await runningRekognition({
    faults: firstCalls(2, { kind: 'error', code: 'ThrottlingException' }),
    maxAttempts: 3,
  });
  const { Labels } = await detectLabels(await image());
  expect(Labels?.length).toBeGreaterThan(0);
  expect(rekognition.calls()[0]).toEqual({ operation: 'DetectLabels', count: 3 });
}, 120_000);

test('the connection of a call can be dropped', async () => {
  const seen: Call[] = [];
  const { detectLabels } = await runningRekognition({
    faults: (call) => {
      seen.push(call);
      return call.index === 1 ? { kind: 'drop' } : undefined;
    },
  });
  await detectLabels(await image());
  await expect(detectLabels(await image())).rejects.toThrow(/ECONNRESET|hang up/);
  await detectLabels(await image());
  expect(seen.map(({ index }) => index)).toEqual([0, 1, 2]);
});

test('one call can be delayed', async () => {
  const { detectLabels, rekognition } = await runningRekognition({
    faults: firstCalls(1, { kind: 'delay', durationMs: 60_000 }),
  });
  const late = detectLabels(await image());
  await vi.waitUntil(() => rekognition.calls()[0]?.count === 1, { timeout: 60_000 });
  const first = await Promise.race([late.then(() => 'late'), detectLabels(await image())]);
  expect(first).not.toBe('late');
  // Closing ends the delay early, and the first call is answered.
  await rekognition.close();
  expect((await late).Labels?.length).toBeGreaterThan(0);
});
