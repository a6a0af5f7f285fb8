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
const view: QuestionChart = { kind: 'bar', by: 'day', series, unit: 'count' };

describe('the data of a chart', () => {
  test('sums rows of one day, in the order of days', () => {
    expect(chartDataOf(answer, view)).toEqual({
      categories: ['2026-11-19', '2026-11-20'],
      series: [{ title: 'Images', values: [5, 3] }],
    });
  });

  test('ranks the highest first', () => {
    expect(chartDataOf(answer, { ...view, kind: 'ranking', by: 'code' })).toEqual({
      categories: ['empty', 'corrupt'],
      series: [{ title: 'Images', values: [6, 2] }],
    });
  });

  test('is null if the answer lacks a column or has no rows', () => {
    expect(chartDataOf(answer, { ...view, by: 'week' })).toBeNull();
    expect(chartDataOf({ ...answer, rows: [] }, view)).toBeNull();
  });

  test('has sums and last cells of columns', () => {
    expect(columnSum(answer, 'image_count')).toBe(8);
    expect(columnSum(answer, 'nothing')).toBe(0);
    expect(lastCell(answer, 'code')).toBe('empty');
    expect(lastCell(answer, 'nothing')).toBeNull();
  });
});
