import { SqlStatementError } from '../statement-errors.ts';

/**
 * Parses the widths of FIXEDWIDTH in COPY and UNLOAD: `[5, 20]` for `'id:5,name:20'`.
 * @throws SqlStatementError for other text
 */
export function parseWidths(text: string): readonly number[] {
  const widths = text.split(',').map((column) => Number(column.split(':').at(-1)));
  if (!widths.every((width) => Number.isInteger(width) && width > 0)) {
    throw new SqlStatementError(`FIXEDWIDTH: expected 'column:width, …' but received '${text}'`);
  }
  return widths;
}
