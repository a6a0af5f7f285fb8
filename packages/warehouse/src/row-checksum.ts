import { hash } from 'node:crypto';
import type { ColumnDefinition } from './model/definitions.ts';
import type { StagedRow } from './staged-rows.ts';

type Column = Pick<ColumnDefinition, 'name' | 'type'>;

/**
 * Longer texts are replaced by their MD5, because the text of a whole row must fit a VARCHAR of
 * 65,535 bytes.
 */
const LONGEST_TEXT_BYTES = 1024;
/** The checksum uses the last ten of 32 hexadecimal digits: 40 bits, from the 23rd digit on. */
const FIRST_DIGIT = 23;

function isLong({ type }: Column): boolean {
  return Number(/^VARCHAR\((\d+)\)/.exec(type)?.[1] ?? 0) > LONGEST_TEXT_BYTES;
}

/**
 * Returns 40 bits of MD5 over some columns of a staged row. `checksumSql` returns the same for the
 * same row in the warehouse.
 */
export function checksumOf(columns: readonly Column[], row: StagedRow): number {
  const text = columns.map((each) => textOf(each, row[each.name])).join('|');
  return Number.parseInt(hash('md5', text, 'hex').slice(FIRST_DIGIT - 1), 16);
}

function textOf(column: Column, value: string | number | undefined): string {
  if (value === undefined) return '-';
  if (column.type.startsWith('DECIMAL')) return `=${Number(value).toFixed(scaleOf(column))}`;
  const text = String(value);
  return `=${isLong(column) ? hash('md5', text, 'hex') : text}`;
}

function scaleOf({ type }: Column): number {
  return Number(/,\s*(\d+)\)/.exec(type)?.[1] ?? 0);
}

/**
 * Returns SQL for the sum of `checksumOf` over a group of rows.
 * @param reference SQL name of a column, such as `i.width`
 */
export function checksumSql(
  columns: readonly Column[],
  reference: (column: string) => string,
): string {
  const text = columns
    .map((each) => `COALESCE('=' || ${sqlTextOf(each, reference(each.name))}, '-')`)
    .join(" || '|' || ");
  return `CAST(STRTOL(SUBSTRING(MD5(${text}), ${FIRST_DIGIT}), 16) AS DECIMAL(38,0))`;
}

function sqlTextOf(column: Column, value: string): string {
  if (column.type.startsWith('TIMESTAMP')) return `TO_CHAR(${value}, 'YYYY-MM-DD HH24:MI:SS.US')`;
  if (column.type.startsWith('DATE')) return `TO_CHAR(${value}, 'YYYY-MM-DD')`;
  if (isLong(column)) return `MD5(${value})`;
  return /^(VAR)?CHAR/.test(column.type) ? value : `CAST(${value} AS VARCHAR(40))`;
}
