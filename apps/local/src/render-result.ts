import { escapeControlCharacters } from '@miniatura/text';
import type { Table as QueryResult } from '@miniatura/warehouse';
import { Table } from 'console-table-printer';
import { stringify } from 'csv-stringify/sync';

export const QUERY_FORMATS = ['csv', 'json', 'table'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

/** A query's result as text, without a line break at its end. */
export function renderResult(result: QueryResult, format: QueryFormat): string {
  return RENDERERS[format](result);
}

const RENDERERS: Readonly<Record<QueryFormat, (result: QueryResult) => string>> = {
  csv: ({ columns, rows }) =>
    stringify([columns.map(({ name }) => name), ...rows], {
      cast: { boolean: (value) => String(value) },
    }).trimEnd(),
  json: ({ columns, rows }) =>
    rows
      .map((row) =>
        JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))),
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
    return `${table.render()}\n${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  },
};

function printable(cell: QueryResult['rows'][number][number]) {
  return typeof cell === 'string' ? escapeControlCharacters(cell) : (cell ?? '∅');
}
