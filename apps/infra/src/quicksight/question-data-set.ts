import type { AnalyticsQuestion } from '@miniatura/api-contract';
import { sourceOf } from '@miniatura/api/analytics-questions';

/** QuickSight's types of the columns of a query, as far as views have them. */
type InputColumnType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'DATETIME' | 'BOOLEAN';

export interface QuestionDataSet {
  readonly sqlQuery: string;
  readonly columns: readonly { readonly name: string; readonly type: InputColumnType }[];
}

/** Returns the query behind a question. QuickSight aggregates, orders and limits its rows. */
export function dataSetOf(question: AnalyticsQuestion): QuestionDataSet {
  const { view, where } = sourceOf(question);
  const columns = view.columns.map(({ name, type }) => ({ name, type: inputTypeOf(type) }));
  const names = columns.map(({ name }) => name).join(', ');
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  return { sqlQuery: `SELECT ${names} FROM ${view.name}${condition}`, columns };
}

const INPUT_TYPES: readonly (readonly [redshiftType: RegExp, type: InputColumnType])[] = [
  [/^(BIGINT|INTEGER|SMALLINT)/, 'INTEGER'],
  [/^(DECIMAL|DOUBLE|REAL)/, 'DECIMAL'],
  [/^(DATE|TIMESTAMP)/, 'DATETIME'],
  [/^BOOLEAN/, 'BOOLEAN'],
  [/^(CHAR|VARCHAR)/, 'STRING'],
];

/** @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_InputColumn.html */
function inputTypeOf(redshiftType: string): InputColumnType {
  const found = INPUT_TYPES.find(([pattern]) => pattern.test(redshiftType));
  if (found === undefined) {
    throw new Error(`Expected a type that QuickSight reads but received ${redshiftType}`);
  }
  return found[1];
}
