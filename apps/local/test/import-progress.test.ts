import { describe, expect, test } from 'vitest';
import { durationText, progressText, RateMeter } from '../src/import/import-progress.ts';
import { retryCall, StackStoppedError } from '../src/commands/retry-call.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { printedCommand } from '../src/stack/stack-choice.ts';

describe('The progress of an import', () => {
  test('contains the count, the rate and the remaining time', () => {
    const progress = { doneCount: 100, totalCount: 400, isTotalKnown: true, perSecond: 4 };
    expect(progressText(progress)).toBe('100 of 400 files, 4.0 a second, about 1 min 15 s left');
    expect(progressText({ ...progress, isTotalKnown: false })).toBe(
      '100 of at least 400 files, 4.0 a second',
    );
    expect(progressText({ ...progress, perSecond: undefined })).toBe('100 of 400 files');
  });

  test.each([
    [0.4, '1 s'],
    [61, '1 min 1 s'],
    [3725, '1 h 2 min'],
  ])('formats %d seconds as %s', (seconds, text) => expect(durationText(seconds)).toBe(text));

  test('has the rate of the last 20 seconds', () => {
    const meter = new RateMeter();
    expect(meter.measure(0, 0)).toBeUndefined();
    expect(meter.measure(10_000, 1000)).toBe(100);
    expect(meter.measure(20_000, 1010)).toBeCloseTo(50.5);
    expect(meter.measure(40_000, 1020)).toBe(0.5);
  });
});

describe('A call to a stack', () => {
  const options = {
    onWait: () => undefined,
    isStackStopped: () => false,
    isStackUnhealthy: async () => false,
    signal: new AbortController().signal,
  };
  const failing = (count: number, error: object) => {
    let calls = 0;
    return async () => {
      if (calls++ < count) throw Object.assign(new Error('failed'), error);
      return calls;
    };
  };

  test.each([
    { name: 'NoSuchBucket' },
    { code: 'ECONNRESET' },
    { $metadata: { httpStatusCode: 503 } },
  ])('is retried after %j', async (error) => {
    expect(await retryCall(failing(1, error), options)).toBe(2);
  });

  test('is not retried after an error that a retry cannot solve', async () => {
    const call = failing(1, { $metadata: { httpStatusCode: 403 } });
    await expect(retryCall(call, options)).rejects.toThrow('failed');
  });

  test('ends when the stack has stopped', async () => {
    const call = failing(9, { code: 'ECONNREFUSED' });
    const isStackStopped = () => true;
    await expect(retryCall(call, { ...options, isStackStopped })).rejects.toBeInstanceOf(
      StackStoppedError,
    );
  });
});

test.each([
  [{}, [], 'npm run images'],
  [{ port: 0 }, [], 'npm run images'],
  [{ data: '/tmp/a', port: 5000 }, [], 'npm run images -- --data /tmp/a --port 5000'],
  [{ data: '/tmp/my data' }, ['~/Pictures'], 'npm run images -- ~/Pictures --data "/tmp/my data"'],
  [{ data: "it's $HOME" }, [], `npm run images -- --data 'it'\\''s $HOME'`],
])('A printed command repeats %j as a shell reads it', (given, args, expected) => {
  const choice = { data: dataDirectory('x'), port: 4600, given };
  expect(printedCommand('npm run images', choice, args)).toBe(expected);
});
