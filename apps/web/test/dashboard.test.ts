import { expect, test } from 'vitest';
import { chartDataOf } from '../src/dashboard/chart-data.ts';
import { comparison } from '../src/dashboard/comparison.ts';
import { lastDayOf, rangeBefore } from '../src/dashboard/day-range.ts';
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

test.each([
  [30, 20, '50% more than in the period before (20)'],
  [5, 20, '75% fewer than in the period before (20)'],
  [1200, 1200, 'As many as in the period before (1,200)'],
  [3, 0, 'None in the period before'],
  [0, 0, 'None in the period before either'],
])('%i compared with %i reads: %s', (now, before, text) => {
  expect(comparison(now, before)).toBe(text);
});

test('Three years of days are drawn as a bar for each month', () => {
  const start = Date.UTC(2024, 0, 1);
  const rows = Array.from({ length: 1096 }, (_, index) => [
    new Date(start + index * 86_400_000).toISOString().slice(0, 10),
    1,
  ]);
  const columns = [
    { name: 'day', type: 'date' as const },
    { name: 'upload_count', type: 'number' as const },
  ];
  const view = {
    kind: 'bar',
    by: 'day',
    series: [{ column: 'upload_count', title: 'Uploaded' }],
    unit: 'count',
  } as const;
  const data = chartDataOf({ columns, rows }, view);
  expect(data?.categories).toHaveLength(36);
  expect(data?.categories.slice(0, 2)).toEqual(['2024-01', '2024-02']);
  expect(data?.series[0]?.values.slice(0, 2)).toEqual([31, 29]);
  expect(chartDataOf({ columns, rows: rows.slice(0, 92) }, view)?.categories).toHaveLength(92);
});

test('A bar of a day or a month leads to the images of those days', () => {
  const uploads = QUESTION_VIEWS.find(({ question }) => question === 'uploads');
  const range = { from: '2024-01-01', to: '2026-12-31' };
  expect(uploads?.imagesOf?.('2024-02', range)).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(uploads?.imagesOf?.('2024-02-03', range)).toEqual({
    from: '2024-02-03',
    to: '2024-02-03',
  });
  expect(lastDayOf('2026-12')).toBe('2026-12-31');
});
