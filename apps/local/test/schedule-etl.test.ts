import { expect, onTestFinished, test, vi } from 'vitest';
import { scheduleEtl } from '../src/stack/schedule-etl.ts';

/** The minutes at which runs start, while images are processed until `busyUntilMs`. */
async function runsWithin(durationMs: number, busyUntilMs: number): Promise<readonly number[]> {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const startedAt = Date.now();
  const runs: number[] = [];
  const schedule = scheduleEtl({
    run: async () => void runs.push((Date.now() - startedAt) / 60_000),
    isBusy: () => Date.now() - startedAt < busyUntilMs,
  });
  await vi.advanceTimersByTimeAsync(durationMs);
  await schedule.stop();
  return runs;
}

test('changes are loaded four times a minute', async () => {
  expect(await runsWithin(60_000, 0)).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

test('changes wait while images are processed, but for a minute at most', async () => {
  expect(await runsWithin(120_000, Infinity)).toEqual([0.75, 1.75]);
});

test('changes are loaded soon after the last image', async () => {
  expect(await runsWithin(60_000, 20_000)).toEqual([0.5, 0.75, 1]);
});

test('no run starts after the stop', async () => {
  const runs = await runsWithin(20_000, 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toEqual([0, 0.25]);
});
