import { expect, onTestFinished, test, vi } from 'vitest';
import { scheduleEtl } from '../src/stack/schedule-etl.ts';

/** The seconds at which runs start, while images are processed until `busyUntilMs`. */
async function runsWithin(durationMs: number, busyUntilMs: number): Promise<readonly number[]> {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const startedAt = Date.now();
  const runs: number[] = [];
  const schedule = scheduleEtl({
    run: async () => void runs.push((Date.now() - startedAt) / 1000),
    isBusy: () => Date.now() - startedAt < busyUntilMs,
  });
  await vi.advanceTimersByTimeAsync(durationMs);
  await schedule.stop();
  return runs;
}

test('changes are loaded a second after the start, and then four times a minute', async () => {
  expect(await runsWithin(60_000, 0)).toEqual([1, 16, 31, 46]);
});

test('changes wait while images are processed, but for a minute at most', async () => {
  expect(await runsWithin(120_000, Infinity)).toEqual([46, 106]);
});

test('changes are loaded soon after the last image', async () => {
  expect(await runsWithin(60_000, 20_000)).toEqual([31, 46]);
});

test('no run starts after the stop', async () => {
  const runs = await runsWithin(20_000, 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toEqual([1, 16]);
});
