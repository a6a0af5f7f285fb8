import type { AnalyticsAnswer } from '@miniatura/api-contract';
import type { QuestionChart } from '@miniatura/api-contract/question-charts';
import { describe, expect, test } from 'vitest';
import { chartDataOf, columnSum, lastCell } from '../src/dashboard/chart-data.ts';

const answer: Pick<AnalyticsAnswer, 'columns' | 'rows'> = {
  columns: [
    { name: 'day', type: 'date' },
    { name: 'code', type: 'string' },
    { name: 'image_count', type: 'number' },
  ],
  rows: [
    ['2026-11-20', 'corrupt', 2],
    ['2026-11-19', 'empty', 5],
    ['2026-11-20', 'empty', 1],
  ],
};
const series = [{ column: 'image_count', title: 'Images' }];
const view: QuestionChart = { kind: 'bar', by: 'day', series, unit: 'count', combine: 'sum' };
const LAST_DAY = '2026-11-22';

describe('the data of a chart', () => {
  test('sums rows of one day, and has all days from the first one with data', () => {
    expect(chartDataOf(answer, view, LAST_DAY)).toEqual({
      categories: ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'],
      series: [{ title: 'Images', values: [5, 3, 0, 0] }],
      periodLength: 'day',
    });
  });

  test('ranks the highest first', () => {
    expect(chartDataOf(answer, { ...view, kind: 'ranking', by: 'code' }, LAST_DAY)).toEqual({
      categories: ['empty', 'corrupt'],
      series: [{ title: 'Images', values: [6, 2] }],
      periodLength: null,
    });
  });

  test.each([
    ['last', [1, 1, 9, 9, 9]],
    ['median', [1, null, 5, null, null]],
  ] as const)('has the %s value of each period', (combine, values) => {
    const rows = [
      ['2026-11-22', 'a', 9],
      ['2026-11-20', 'a', 1],
      ['2026-11-22', 'b', 4],
      ['2026-11-22', 'c', 5],
    ];
    const sorted = combine === 'last' ? [...rows.slice(1), rows[0] ?? []] : rows;
    const chart = { ...view, kind: 'line', combine } as const;
    const data = chartDataOf({ ...answer, rows: sorted }, chart, '2026-11-24');
    expect(data?.series[0]?.values).toEqual(values);
  });

  test('ignores rows without a day, and shows days after the last one asked for', () => {
    const rows = [
      [null, 'a', 9],
      ['2026-11-24', 'a', 1],
    ];
    const data = chartDataOf({ ...answer, rows }, view, LAST_DAY);
    expect(data?.categories).toEqual(['2026-11-24']);
    expect(chartDataOf({ ...answer, rows: rows.slice(0, 1) }, view, LAST_DAY)).toBeNull();
  });

  test('is null if the answer lacks a column or has no rows', () => {
    expect(chartDataOf(answer, { ...view, by: 'week' }, LAST_DAY)).toBeNull();
    expect(chartDataOf({ ...answer, rows: [] }, view, LAST_DAY)).toBeNull();
  });

  test('has sums and last cells of columns', () => {
    expect(columnSum(answer, 'image_count')).toBe(8);
    expect(columnSum(answer, 'nothing')).toBe(0);
    expect(lastCell(answer, 'code')).toBe('empty');
    expect(lastCell(answer, 'nothing')).toBeNull();
  });
});
