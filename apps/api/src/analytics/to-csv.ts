import type { AnalyticsAnswer } from '@miniatura/api-contract';
import { stringify } from 'csv-stringify/sync';

/**
 * Formats an answer as CSV (RFC 4180). A text that a spreadsheet would run as a formula is prefixed
 * by an apostrophe.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv({ columns, rows }: Pick<AnalyticsAnswer, 'columns' | 'rows'>): string {
  return stringify([columns.map(({ name }) => name), ...rows], {
    cast: { boolean: String },
    escape_formulas: true,
    record_delimiter: '\r\n',
  });
}
