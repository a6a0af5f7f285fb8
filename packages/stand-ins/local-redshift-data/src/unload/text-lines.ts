import { compactJson } from '../compact-json.ts';
import type { UnloadCommand } from '../sql/unload-command.ts';
import type { Cell, ColumnMetadata, Row } from '../worker/protocol.ts';

type Layout = Pick<
  UnloadCommand,
  'format' | 'delimiter' | 'addsQuotes' | 'escapes' | 'nullText' | 'hasHeader'
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

/** Writes rows as lines of delimited text, CSV or JSON, each with its line break. */
export function textLines(
  rows: readonly Row[],
  columns: readonly ColumnMetadata[],
  layout: Layout,
): string {
  const lines = rows.map((row) =>
    layout.format === 'json' ? jsonLine(row, columns) : fieldsLine(row, columns, layout),
  );
  const names = columns.map(({ name }) => name);
  const all = layout.hasHeader ? [fieldsLine(names, [], layout), ...lines] : lines;
  return all.map((line) => `${line}\n`).join('');
}
