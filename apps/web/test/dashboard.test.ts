import { expect, test } from 'vitest';
import { chartDataOf } from '../src/dashboard/chart-data.ts';
import { comparison } from '../src/dashboard/comparison.ts';
import { rangeBefore, rangeOfAddress } from '../src/dashboard/day-range.ts';
import { formatLongPeriod, formatPeriod } from '../src/dashboard/period.ts';
import { QUESTION_VIEWS } from '../src/dashboard/question-views.ts';

test('The period before has as many days and ends just before', () => {
  expect(rangeBefore({ from: '2026-03-01', to: '2026-03-07' })).toEqual({
    from: '2026-02-22',
    to: '2026-02-28',
  });
  expect(rangeBefore({ from: '2026-03-01', to: '2026-03-01' })).toEqual({
    from: '2026-02-28',
    to: '2026-02-28',
  });
});

test('The address has the range of days, and an invalid one is ignored', () => {
  const range = { from: '2026-02-22', to: '2026-02-28' };
  expect(rangeOfAddress({ ...range, other: 'x' })).toEqual(range);
  expect(rangeOfAddress({})).toBe(null);
  expect(rangeOfAddress({ from: range.to, to: range.from })).toBe(null);
  expect(rangeOfAddress({ from: '0002-01-01', to: range.to })).toBe(null);
});

test.each([
  [30, 20, '50% more than in the period before (20)'],
  [5, 20, '75% fewer than in the period before (20)'],
  [1200, 1200, 'As many as in the period before (1,200)'],
  [3, 0, 'None in the period before'],
  [0, 0, 'None in the period before either'],
])('%i compared with %i reads: %s', (now, before, text) => {
  expect(comparison(now, before)).toBe(text);
});

const columns = [
  { name: 'day', type: 'date' as const },
  { name: 'upload_count', type: 'number' as const },
];

/** An answer with one upload on each of the days before 2027. */
function answerOf(dayCount: number) {
  const end = Date.UTC(2027, 0, 1);
  const rows = Array.from({ length: dayCount }, (_, index) => [
    new Date(end - (dayCount - index) * 86_400_000).toISOString().slice(0, 10),
    1,
  ]);
  return { columns, rows };
}

const uploads = QUESTION_VIEWS.find(({ question }) => question === 'uploads');

test.each([
  [1, 'day', 1, ['2026-12-31'], [1]],
  [45, 'day', 45, ['2026-11-17', '2026-11-18'], [1, 1]],
  [90, 'week', 14, ['2026-09-28/P7D', '2026-10-05/P7D'], [2, 7]],
  [1096, 'month', 36, ['2024-01', '2024-02'], [31, 29]],
] as const)('%i days are drawn by %s', (dayCount, length, count, categories, values) => {
  const chart = uploads?.chart;
  const series = [{ column: 'upload_count', title: 'Uploaded' }];
  const data = chart && chartDataOf(answerOf(dayCount), { ...chart, series }, '2026-12-31');
  expect(data?.periodLength).toBe(length);
  expect(data?.categories).toHaveLength(count);
  expect(data?.categories.slice(0, 2)).toEqual(categories);
  expect(data?.series[0]?.values.slice(0, 2)).toEqual(values);
});

test.each([
  ['2024-02', '2024-02-01', '2024-02-29'],
  ['2024-02-03', '2024-02-03', '2024-02-03'],
  ['2024-02-26/P7D', '2024-02-26', '2024-03-03'],
  // Days outside the range are not in the bar.
  ['2024-01', '2024-01-10', '2024-01-31'],
  ['2026-12', '2026-12-01', '2026-12-20'],
  ['2024-01-08/P7D', '2024-01-10', '2024-01-14'],
])('The bar of %s leads to the images from %s to %s', (period, from, to) => {
  const range = { from: '2024-01-10', to: '2026-12-20' };
  expect(uploads?.imagesOf?.(period, range)).toEqual({ from, to });
});

test.each([
  ['2026-11-16', 'Nov 16', 'Nov 16, 2026'],
  ['2026-11-16/P7D', 'Nov 16', 'Week from Nov 16, 2026'],
  ['2026-11', 'Nov 2026', 'Nov 2026'],
])('%s is written as %s or %s', (period, short, long) => {
  expect(formatPeriod(period)).toBe(short);
  expect(formatLongPeriod(period)).toBe(long);
});
