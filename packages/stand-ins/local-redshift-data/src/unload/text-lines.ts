import { compactJson } from '../compact-json.ts';
import type { UnloadCommand } from '../sql/unload-command.ts';
import { SqlStatementError } from '../statement-errors.ts';
import type { Cell, ColumnMetadata, Row } from '../worker/protocol.ts';

type Layout = Pick<
  UnloadCommand,
  'format' | 'delimiter' | 'addsQuotes' | 'escapes' | 'nullText' | 'hasHeader' | 'widths'
>;

/** Converts a cell: bytes to hexadecimal digits, and SUPER to JSON without blanks. */
function plain(cell: string, typeName: string): string {
  if (typeName === 'super') return compactJson(cell);
  return typeName === 'varbyte' ? cell.replace(/^\\x/, '') : cell;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function csvField(text: string, { delimiter }: Layout): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? quoted(text) : text;
}

function textField(text: string, { delimiter, escapes, addsQuotes }: Layout): string {
  const escaped = escapes
    ? [...text]
        .map((sign) => (sign === delimiter || '\\"\'\r\n'.includes(sign) ? `\\${sign}` : sign))
        .join('')
    : text;
  return addsQuotes ? `"${escaped}"` : escaped;
}

function fieldsLine(cells: readonly Cell[], columns: readonly ColumnMetadata[], layout: Layout) {
  return cells
    .map((cell, at) => {
      if (cell === null) return layout.nullText;
      const text = plain(cell, columns[at]?.typeName ?? '');
      return layout.format === 'csv' ? csvField(text, layout) : textField(text, layout);
    })
    .join(layout.delimiter);
}

/** Pads each value to the width of its column. @throws SqlStatementError for a longer value */
function paddedLine(cells: readonly Cell[], columns: readonly ColumnMetadata[], layout: Layout) {
  const { widths, nullText } = layout;
  return cells
    .map((cell, at) => {
      const text = cell === null ? nullText : plain(cell, columns[at]?.typeName ?? '');
      const width = widths[at] ?? 0;
      if (text.length > width) {
        throw new SqlStatementError(
          `FIXEDWIDTH: column "${columns[at]?.name}" has ${text.length} characters but its width is ${width}`,
        );
      }
      return text.padEnd(width);
    })
    .join('');
}

function lineOf(row: Row, columns: readonly ColumnMetadata[], layout: Layout): string {
  if (layout.format === 'json') return jsonLine(row, columns);
  return layout.format === 'fixedwidth'
    ? paddedLine(row, columns, layout)
    : fieldsLine(row, columns, layout);
}

/** Types whose text is already a JSON value. */
const JSON_TYPES = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'super']);

function jsonValue(cell: Cell, typeName: string): string {
  if (cell === null) return 'null';
  if (typeName === 'bool') return cell === 't' ? 'true' : 'false';
  const isNumber = JSON_TYPES.has(typeName) && !/^(-?inf|nan)/i.test(cell);
  return isNumber ? plain(cell, typeName) : JSON.stringify(plain(cell, typeName));
}

function jsonLine(row: Row, columns: readonly ColumnMetadata[]): string {
  return `{${columns.map(({ name, typeName }, at) => `${JSON.stringify(name)}:${jsonValue(row[at] ?? null, typeName)}`).join(',')}}`;
}

/** Writes rows as lines of text in a layout, each with its line break. @throws SqlStatementError */
export function textLines(
  rows: readonly Row[],
  columns: readonly ColumnMetadata[],
  layout: Layout,
): string {
  const lines = rows.map((row) => lineOf(row, columns, layout));
  const names = columns.map(({ name }) => name);
  const all = layout.hasHeader ? [fieldsLine(names, [], layout), ...lines] : lines;
  return all.map((line) => `${line}\n`).join('');
}
