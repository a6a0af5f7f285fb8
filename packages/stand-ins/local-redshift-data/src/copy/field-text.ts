import type { CopyCommand } from '../sql/copy-command.ts';
import { LoadFault } from '../statement-errors.ts';
import { type ReadTime, timeReader } from './date-format.ts';
import type { TargetColumn } from './target-columns.ts';

const CHARACTER_TYPES = new Set(['varchar', 'bpchar', 'text']);
const TIME_TYPES = new Set(['timestamp', 'timestamptz']);

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** What PostgreSQL's COPY text has for NULL. */
export const NULL_FIELD = '\\N';

/** A value in PostgreSQL's COPY text. */
export function escapeText(text: string): string {
  return /[\\\n\r\t]/.test(text)
    ? text.replaceAll(/[\\\n\r\t]/g, (found) => ESCAPES[found] ?? '')
    : text;
}

/** The longest beginning of a text that takes so many bytes, in whole characters. */
function truncated(text: string, maxByteCount: number): string {
  if (text.length * 3 <= maxByteCount || Buffer.byteLength(text) <= maxByteCount) return text;
  const bytes = Buffer.from(text).subarray(0, maxByteCount);
  let end = bytes.length;
  const isWhole = () => (Buffer.from(text)[end] ?? 0) >> 6 !== 2;
  while (end > 0 && !isWhole()) end -= 1;
  return bytes.subarray(0, end).toString('utf8');
}

type Change = (text: string) => string | null;

function characterChange(command: CopyCommand, { maxByteCount, typeName }: TargetColumn): Change {
  const { trimsBlanks, truncates, blanksAsNull, emptyAsNull } = command;
  if (!(trimsBlanks || truncates || blanksAsNull || emptyAsNull)) return (text) => text;
  return (text) => {
    if (blanksAsNull && text !== '' && text.trim() === '') return null;
    const trimmed = trimsBlanks && typeName !== 'bpchar' ? text.trimEnd() : text;
    if (emptyAsNull && trimmed === '') return null;
    return truncates && maxByteCount !== undefined ? truncated(trimmed, maxByteCount) : trimmed;
  };
}

/** COPY cuts digits beyond a column's scale off, where PostgreSQL rounds. */
function scaleChange(scale: number): Change {
  const longer = new RegExp(`^(\\s*[+-]?\\d*\\.\\d{${scale}})\\d+\\s*$`);
  return (text) => (text.includes('.') ? (longer.exec(text)?.[1] ?? text) : text);
}

function timeChange(read: ReadTime, { name, typeName }: TargetColumn, isLax: boolean): Change {
  return (text) => {
    const time = read(text);
    if (time !== undefined || isLax) return time ?? null;
    throw new LoadFault(
      `Invalid ${typeName === 'date' ? 'date' : 'timestamp'} format or value: ${text}`,
      { lineNumber: 0, errorCode: 1206, columnName: name },
    );
  };
}

function changeOf(command: CopyCommand, column: TargetColumn): Change {
  const { typeName, scale } = column;
  if (CHARACTER_TYPES.has(typeName)) return characterChange(command, column);
  const change = ((): Change => {
    if (typeName === 'date') {
      return timeChange(timeReader(command.dateFormat), column, command.acceptsAnyDate);
    }
    if (TIME_TYPES.has(typeName)) {
      return timeChange(timeReader(command.timeFormat), column, command.acceptsAnyDate);
    }
    if (scale !== undefined && !command.rounds) return scaleChange(scale);
    return (text) => text;
  })();
  // An empty field is an empty string where the column holds text, and NULL elsewhere.
  return (text) => (text === '' ? null : change(text));
}

/** Turns a field of a file into one of PostgreSQL's COPY text. @throws LoadFault for a time of another form */
export type WriteField = (field: string) => string;

/**
 * What COPY's parameters of conversion make of a column's fields.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-conversion.html
 */
export function fieldWriter(command: CopyCommand, column: TargetColumn): WriteField {
  const change = changeOf(command, column);
  return (field) => {
    const value = field === command.nullText ? null : change(field);
    return value === null ? NULL_FIELD : escapeText(value);
  };
}

/** What a record without a field for a column has there, with FILLRECORD. */
export function missingField({ typeName }: TargetColumn): string {
  return CHARACTER_TYPES.has(typeName) ? '' : NULL_FIELD;
}
