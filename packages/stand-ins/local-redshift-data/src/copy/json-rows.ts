import { LoadFault } from '../statement-errors.ts';

/** A column of COPY's target table. */
export interface TargetColumn {
  readonly name: string;
  readonly typeName: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Matches numbers that would lose digits as a double: values of fields, and long integers in
 * arrays.
 */
const LOSSY_NUMBER = /":\s*-?\d*(?:\d{15}|[.eE])|[[,]\s*-?\d{15}/;

interface RawJson {
  readonly rawJSON: string;
}
const rawJson = (JSON as unknown as { rawJSON(text: string): RawJson }).rawJSON;
type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

const keepDigits: SourceReviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && String(value) !== source
    ? rawJson(source)
    : value;

const parseLine = (line: string): unknown =>
  LOSSY_NUMBER.test(line) ? parseWithSource(line, keepDigits) : JSON.parse(line);

const parseObject = (line: string, lineNumber: number): Json => {
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
};

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escapeText = (text: string): string =>
  /[\\\n\r\t]/.test(text) ? text.replaceAll(/[\\\n\r\t]/g, (found) => ESCAPES[found] ?? '') : text;

const isRawJson = (value: object): value is RawJson => 'rawJSON' in value && JSON.isRawJSON(value);

declare global {
  interface JSON {
    isRawJSON(value: unknown): boolean;
  }
}

const toText = (value: unknown, isSuper: boolean): string => {
  if (value === undefined || value === null) return '\\N';
  if (isSuper || (typeof value === 'object' && !isRawJson(value))) {
    return escapeText(JSON.stringify(value));
  }
  if (typeof value === 'string') return escapeText(value);
  return typeof value === 'object' ? (value as RawJson).rawJSON : String(value);
};

/**
 * Converts field names to lower case, so that columns match as with `auto ignorecase`. The first of
 * several fields with the same name applies.
 */
const lowerCased = (row: Json): Json => {
  const lower: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) lower[name.toLowerCase()] ??= value;
  return lower;
};

/**
 * Converts lines of JSON to rows of PostgreSQL's COPY text. As with Redshift's 'auto', fields
 * without a column are ignored, and columns without a field are NULL.
 * @throws LoadFault for a line that is not a JSON object
 */
export const jsonRows = (
  text: string,
  firstLine: number,
  columns: readonly TargetColumn[],
  ignoresCase: boolean,
): { readonly rows: string; readonly lineNumbers: readonly number[] } => {
  const targets = columns.map(({ name, typeName }) => ({ name, isSuper: typeName === 'jsonb' }));
  const lineNumbers: number[] = [];
  const rows: string[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const parsed = parseObject(line, firstLine + index);
    const row = ignoresCase ? lowerCased(parsed) : parsed;
    const cells = targets.map(({ name, isSuper }) =>
      toText(Object.hasOwn(row, name) ? row[name] : undefined, isSuper),
    );
    rows.push(cells.join('\t'));
    lineNumbers.push(firstLine + index);
  });
  return { rows: rows.length === 0 ? '' : `${rows.join('\n')}\n`, lineNumbers };
};
