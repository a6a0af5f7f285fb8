import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { showProgress } from '../src/index.ts';
import { durationText, progressText, RateMeter } from '../src/progress-text.ts';

describe('The progress of work', () => {
  test('contains the count, the rate and the remaining time', () => {
    const progress = { doneCount: 100, totalCount: 400, perSecond: 4 };
    expect(progressText('files', progress)).toBe(
      '100 of 400 files, 4.0 a second, about 1 min 15 s left',
    );
    expect(progressText('files', { ...progress, isTotalKnown: false })).toBe(
      '100 of at least 400 files, 4.0 a second',
    );
    expect(progressText('files', { ...progress, perSecond: undefined })).toBe('100 of 400 files');
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

describe('A display of progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Stands in for a terminal or a file, as tests have no terminal. */
  function outputOf(isTTY: boolean) {
    const written: string[] = [];
    const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    return { written, output: { isTTY, columns: 60, write } };
  }

  test('rewrites one line of a terminal, and removes it at the end', () => {
    const { written, output } = outputOf(true);
    let doneCount = 0;
    const display = showProgress('files', () => ({ doneCount, totalCount: 4 }), output);
    vi.advanceTimersByTime(250);
    doneCount = 2;
    display.note('The disk is full.');
    display.note('The disk is full.');
    vi.advanceTimersByTime(250);
    display.clear();
    vi.advanceTimersByTime(250);
    display.stop();
    vi.advanceTimersByTime(10_000);
    expect(written).toEqual([
      `\r${'░'.repeat(30)} 0 of 4 files\u001b[K`,
      '\rThe disk is full.\u001b[K\n',
      `\r${'█'.repeat(15)}${'░'.repeat(15)} 2 of 4 files\u001b[K`,
      '\r\u001b[K',
      `\r${'█'.repeat(15)}${'░'.repeat(15)} 2 of 4 files\u001b[K`,
      '\r\u001b[K',
    ]);
  });

  test('is never longer than the terminal is wide', () => {
    const { written, output } = outputOf(true);
    const counts = () => ({ doneCount: 1, totalCount: 2 });
    const display = showProgress('files in very long folders', counts, output);
    vi.advanceTimersByTime(250);
    display.stop();
    expect(written[0]?.replace('\r', '').replace('\u001b[K', '')).toHaveLength(59);
  });

  test('writes a line every five seconds if the output is not a terminal', () => {
    const { written, output } = outputOf(false);
    const display = showProgress('files', () => ({ doneCount: 0, totalCount: 9 }), output);
    vi.advanceTimersByTime(4_999);
    display.note('The disk is full.');
    vi.advanceTimersByTime(1);
    display.stop();
    expect(written).toEqual(['The disk is full.\n', '0 of 9 files, 0.0 a second\n']);
  });
});
