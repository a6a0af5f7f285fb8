import type { CopyCommand } from '../sql/copy-command.ts';
import { LoadFault } from '../statement-errors.ts';
import { escapeText, fieldWriter, NULL_FIELD } from './field-text.ts';
import { type JsonPath, valueAt } from './json-paths.ts';
import { isRawJson, type RawJson } from './raw-json.ts';
import { atLine, type RowBlock } from './row-block.ts';
import type { TargetColumn } from './target-columns.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Matches numbers that would lose digits as a double: values of fields, and long integers in
 * arrays.
 */
const LOSSY_NUMBER = /":\s*-?\d*(?:\d{15}|[.eE])|[[,]\s*-?\d{15}/;

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

const keepDigits: SourceReviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && String(value) !== source
    ? JSON.rawJSON(source)
    : value;

function parseLine(line: string): unknown {
  return LOSSY_NUMBER.test(line) ? parseWithSource(line, keepDigits) : JSON.parse(line);
}

function parseObject(line: string, lineNumber: number): Json {
  let value: unknown;
  try {
    value = parseLine(line);
  } catch (cause) {
    throw new LoadFault(`Invalid JSON: ${(cause as Error).message}`, {
      lineNumber,
      errorCode: 1214,
      cause,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new LoadFault('Invalid JSON: expected one object a line', { lineNumber, errorCode: 1214 });
}

type WriteValue = (value: unknown) => string;

/** A value as the field of a column. Text goes through COPY's parameters of conversion. */
function valueWriter(command: CopyCommand, column: TargetColumn): WriteValue {
  const write = fieldWriter(command, column);
  const isSuper = column.typeName === 'jsonb';
  return (value) => {
    if (value === undefined || value === null) return NULL_FIELD;
    if (isSuper || (typeof value === 'object' && !isRawJson(value))) {
      return escapeText(JSON.stringify(value));
    }
    if (typeof value === 'string') return write(value);
    return write(typeof value === 'object' ? (value as RawJson).rawJSON : String(value));
  };
}

/**
 * Converts field names to lower case, so that columns match as with `auto ignorecase`. The first of
 * several fields with the same name applies.
 */
function lowerCased(row: Json): Json {
  const lower: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) lower[name.toLowerCase()] ??= value;
  return lower;
}

/** Says where the value of each column is in an object. */
function valuesIn(
  columns: readonly TargetColumn[],
  { ignoresCase }: CopyCommand,
  paths: readonly JsonPath[] | undefined,
): (row: Json) => readonly unknown[] {
  if (paths !== undefined) return (row) => paths.map((path) => valueAt(row, path));
  return (parsed) => {
    const row = ignoresCase ? lowerCased(parsed) : parsed;
    return columns.map(({ name }) => (Object.hasOwn(row, name) ? row[name] : undefined));
  };
}

/** Turns lines of JSON into rows. */
export type ReadJson = (text: string, firstLine: number) => RowBlock;

/**
 * Reads lines of JSON. Fields without a column are passed over; columns without a field are NULL, as
 * Redshift's 'auto' has it.
 * @param paths of JSON with a file of paths: where the value of each column is
 */
export function jsonReader(
  command: CopyCommand,
  columns: readonly TargetColumn[],
  paths: readonly JsonPath[] | undefined,
): ReadJson {
  const writers = columns.map((column) => valueWriter(command, column));
  const valuesOf = valuesIn(columns, command, paths);
  return (text, firstLine) => {
    const block: RowBlock = { rows: [], lineNumbers: [], faults: [] };
    text.split('\n').forEach((line, index) => {
      if (line.trim() === '') return;
      try {
        const values = valuesOf(parseObject(line, firstLine + index));
        block.rows.push(writers.map((write, at) => write(values[at])).join('\t'));
        block.lineNumbers.push(firstLine + index);
      } catch (error) {
        block.faults.push(atLine(error, firstLine + index));
      }
    });
    return block;
  };
}
