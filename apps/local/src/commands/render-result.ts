import { escapeControlCharacters, printableJson } from '@miniatura/text';
import type { Table as QueryResult } from '@miniatura/warehouse';
import { Table } from 'console-table-printer';
import { stringify } from 'csv-stringify/sync';
import { countOf } from './count-of.ts';
import type { OutputFormat } from './query-output.ts';

type QueryFormat = Exclude<OutputFormat, 'parquet'>;

/**
 * Formats a query's result without a final line break. CSV cannot escape control characters: they
 * are shown as `\\xNN` on a terminal, and kept in a file or a pipe.
 */
export function renderResult(
  result: QueryResult,
  format: QueryFormat,
  { isTerminal }: { readonly isTerminal: boolean },
): string {
  if (format === 'csv') return csvOf(result, isTerminal ? escapeControlCharacters : String);
  return RENDERERS[format](result);
}

function csvOf({ columns, rows }: QueryResult, textOf: (text: string) => string): string {
  return stringify([columns.map(({ name }) => name), ...rows], {
    cast: { boolean: String, string: textOf },
  }).trimEnd();
}

const RENDERERS: Readonly<Record<Exclude<QueryFormat, 'csv'>, (result: QueryResult) => string>> = {
  json: ({ columns, rows }) =>
    rows
      .map((row) =>
        printableJson(Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))),
      )
      .join('\n'),
  table: ({ columns, rows }) => {
    if (columns.length === 0) return 'Done.';
    const table = new Table({
      shouldDisableColors: true,
      columns: columns.map(({ name }, at) => ({
        name: String(at),
        title: escapeControlCharacters(name),
        alignment: rows.some((row) => typeof row[at] === 'number') ? 'right' : 'left',
      })),
    });
    for (const row of rows) {
      table.addRow(Object.fromEntries(row.map((cell, at) => [String(at), printable(cell)])));
    }
    return `${table.render()}\n${countOf(rows.length, 'row')}`;
  },
};

function printable(cell: QueryResult['rows'][number][number]) {
  return typeof cell === 'string' ? escapeControlCharacters(cell) : (cell ?? '∅');
}
