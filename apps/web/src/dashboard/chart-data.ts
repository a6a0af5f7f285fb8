import type { AnalyticsAnswer } from '@miniatura/api-contract';
import { MAX_RANKS, type QuestionChart } from '@miniatura/api-contract/question-charts';
import { t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';
import { type PeriodLength, periodLengthOf, periodOf, periodsOf } from './period.ts';

/** Data of a chart: a number for each series at each category, or null if it is not known. */
export interface ChartData {
  readonly categories: readonly string[];
  readonly series: readonly {
    readonly title: string;
    readonly values: readonly (number | null)[];
  }[];
  /** The length of time of each category; null if the categories are not times. */
  readonly periodLength: PeriodLength | null;
}

type Table = Pick<AnalyticsAnswer, 'columns' | 'rows'>;
type Row = Table['rows'][number];

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Returns null if the answer has nothing to draw. A chart by day begins with the first day that has
 * data and continues to `lastDay`; long times are drawn by week or month.
 */
export function chartDataOf(
  answer: Table,
  chart: QuestionChart,
  lastDay: string,
): ChartData | null {
  const { kind, by, series } = chart;
  const byIndex = columnIndex(answer, by);
  const valueIndices = series.map(({ column }) => columnIndex(answer, column));
  if (byIndex < 0 || valueIndices.includes(-1)) return null;
  const categoryOf = (row: Row) => String(row[byIndex] ?? t('unknown'));
  const isTime = kind !== 'ranking';
  const rows = answer.rows.filter((row) => !isTime || DAY.test(categoryOf(row)));
  if (rows.length === 0) return null;
  const days = rows.map(categoryOf).toSorted();
  const range = {
    from: days[0] ?? lastDay,
    to: [lastDay, ...days.slice(-1)].toSorted()[1] ?? lastDay,
  };
  const periodLength = isTime ? periodLengthOf(range) : null;
  const groups = Map.groupBy(rows, (row) =>
    periodLength === null ? categoryOf(row) : periodOf(categoryOf(row), periodLength),
  );
  const combined = (category: string) =>
    valueIndices.map((index) => combine(groups.get(category) ?? [], index, byIndex, chart));
  const categories = periodLength === null ? groups.keys() : periodsOf(range, periodLength);
  const all = [...categories].map((category) => [category, combined(category)] as const);
  const shown = isTime ? all : highest(all);
  const valuesOf = (index: number) => shown.map(([, values]) => values[index] ?? null);
  return {
    categories: shown.map(([category]) => category),
    series: series.map(({ title }, index) => ({
      title: t(title as Message),
      values: chart.combine === 'last' ? carryForward(valuesOf(index)) : valuesOf(index),
    })),
    periodLength,
  };
}

function columnIndex({ columns }: Table, name: string): number {
  return columns.findIndex((column) => column.name === name);
}

/** Returns one value for several rows. Nothing sums to zero, and has no last value or median. */
function combine(
  rows: readonly Row[],
  valueIndex: number,
  byIndex: number,
  { combine: how }: QuestionChart,
): number | null {
  const valueOf = (row: Row) => Number(row[valueIndex] ?? 0);
  if (how === 'sum') return rows.reduce((sum, row) => sum + valueOf(row), 0);
  const ordered = rows.toSorted(
    how === 'last'
      ? (one, other) => String(one[byIndex]).localeCompare(String(other[byIndex]))
      : (one, other) => valueOf(one) - valueOf(other),
  );
  const row = how === 'last' ? ordered.at(-1) : ordered[Math.floor((ordered.length - 1) / 2)];
  return row === undefined ? null : valueOf(row);
}

/** Replaces an unknown value by the one before it, which is still true. */
function carryForward(values: readonly (number | null)[]): readonly (number | null)[] {
  let last: number | null = null;
  return values.map((value) => (last = value ?? last));
}

type Category = readonly [category: string, values: readonly (number | null)[]];

function highest(all: readonly Category[]): readonly Category[] {
  return all.toSorted(([, a], [, b]) => (b[0] ?? 0) - (a[0] ?? 0)).slice(0, MAX_RANKS);
}

/** Returns the sum of a number column; 0 if there is none. */
export function columnSum(answer: Table, name: string): number {
  const index = columnIndex(answer, name);
  return answer.rows.reduce((sum, row) => sum + Number(row[index] ?? 0), 0);
}

/** Returns a cell of the last row; null if there is none. */
export function lastCell(answer: Table, name: string): string | number | boolean | null {
  return answer.rows.at(-1)?.[columnIndex(answer, name)] ?? null;
}
