import type { AnalyticsAnswer } from '@miniatura/api-contract';
import { MAX_RANKS, type QuestionChart } from '@miniatura/api-contract/question-charts';
import { t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';

/** Data of a chart: a number for each series at each category. */
export interface ChartData {
  readonly categories: readonly string[];
  readonly series: readonly { readonly title: string; readonly values: readonly number[] }[];
}

type Table = Pick<AnalyticsAnswer, 'columns' | 'rows'>;

const MAX_DAYS_AS_BARS = 92;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Returns null if the answer has nothing to draw. Rows of the same category are summed. */
export function chartDataOf(answer: Table, { kind, by, series }: QuestionChart): ChartData | null {
  const byIndex = columnIndex(answer, by);
  const valueIndices = series.map(({ column }) => columnIndex(answer, column));
  if (byIndex < 0 || valueIndices.includes(-1) || answer.rows.length === 0) return null;
  const sums = sumByCategory(answer.rows, byIndex, valueIndices);
  const shown = kind === 'ranking' ? highest(sums) : inOrder(kind === 'bar' ? byMonth(sums) : sums);
  return {
    categories: shown.map(([category]) => category),
    series: series.map(({ title }, index) => ({
      title: t(title as Message),
      values: shown.map(([, values]) => values[index] ?? 0),
    })),
  };
}

type Sums = ReadonlyMap<string, readonly number[]>;
type Category = readonly [category: string, values: readonly number[]];

function columnIndex({ columns }: Table, name: string): number {
  return columns.findIndex((column) => column.name === name);
}

function sumByCategory(
  rows: Table['rows'],
  byIndex: number,
  valueIndices: readonly number[],
): Sums {
  const sums = new Map<string, number[]>();
  for (const row of rows) {
    const category = String(row[byIndex] ?? t('unknown'));
    const before = sums.get(category) ?? valueIndices.map(() => 0);
    sums.set(
      category,
      before.map((sum, index) => sum + Number(row[valueIndices[index] ?? -1] ?? 0)),
    );
  }
  return sums;
}

/** Sums days by months, such as `2026-11`, if there are too many days for separate bars. */
function byMonth(sums: Sums): Sums {
  if (sums.size <= MAX_DAYS_AS_BARS || !sums.keys().every((each) => DAY.test(each))) return sums;
  const months = Map.groupBy(sums, ([day]) => day.slice(0, 'YYYY-MM'.length));
  return new Map(
    months
      .entries()
      .map(([month, days]) => [
        month,
        days
          .map(([, values]) => values)
          .reduce((one, other) => one.map((v, i) => v + (other[i] ?? 0))),
      ]),
  );
}

function highest(sums: Sums): readonly Category[] {
  return [...sums].sort(([, a], [, b]) => (b[0] ?? 0) - (a[0] ?? 0)).slice(0, MAX_RANKS);
}

function inOrder(sums: Sums): readonly Category[] {
  return [...sums].sort(([a], [b]) => a.localeCompare(b));
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
