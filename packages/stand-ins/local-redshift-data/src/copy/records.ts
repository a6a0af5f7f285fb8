import { type CsvError, parse } from 'csv-parse/sync';
import type { CopyCommand } from '../sql/copy-command.ts';
import { LoadFault } from '../statement-errors.ts';
import type { Block } from './read-blocks.ts';

/** The fields of a row, and the line that it begins at. */
export interface FileRecord {
  readonly fields: readonly string[];
  readonly lineNumber: number;
}

function csvRecords({ text, firstLine }: Block, command: CopyCommand): FileRecord[] {
  const { delimiter, quote } = command;
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      delimiter,
      quote,
      escape: quote,
      relax_column_count: true,
      skip_empty_lines: command.ignoresBlankLines,
      info: true,
    }) as unknown as typeof records;
  } catch (cause) {
    const { message, lines = 1 } = cause as CsvError & { lines?: number };
    throw new LoadFault(`Invalid quote formatting for CSV: ${message}`, {
      lineNumber: firstLine + lines - 1,
      errorCode: 1214,
      cause,
    });
  }
  return records.map(({ record, info }) => ({
    fields: record,
    lineNumber: firstLine + info.lines - 1,
  }));
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

/** Cuts at a sign that no backslash stands before. */
function splitUnescaped(text: string, sign: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
    if (isEscaped(text, at)) continue;
    parts.push(text.slice(start, at));
    start = at + sign.length;
  }
  return [...parts, text.slice(start)];
}

function withoutEscapes(text: string, nullText: string | undefined): string {
  return text === nullText ? text : text.replaceAll(/\\([^])/g, '$1');
}

/** Cuts at delimiters that do not stand between quotes. */
function splitQuoted(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let start = 0;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? '';
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (at === start && (sign === '"' || sign === "'")) quote = sign;
    else if (sign === delimiter) {
      fields.push(line.slice(start, at));
      start = at + 1;
    }
  }
  return [...fields, line.slice(start)];
}

const withoutQuotes = (field: string): string => /^(["'])([^]*)\1$/.exec(field)?.[2] ?? field;

function fieldsOf(line: string, command: CopyCommand): readonly string[] {
  const { delimiter, widths, escapes, removesQuotes, nullText } = command;
  if (widths !== undefined) {
    let start = 0;
    return widths.map((width) => line.slice(start, (start += width)).trimEnd());
  }
  if (removesQuotes) return splitQuoted(line, delimiter).map(withoutQuotes);
  if (!escapes) return line.split(delimiter);
  return splitUnescaped(line, delimiter).map((field) => withoutEscapes(field, nullText));
}

function lineRecords({ text, firstLine }: Block, command: CopyCommand): FileRecord[] {
  const lines = command.escapes ? splitUnescaped(text, '\n') : text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const records: FileRecord[] = [];
  let lineNumber = firstLine;
  for (const line of lines) {
    const record = line.endsWith('\r') ? line.slice(0, -1) : line;
    const isSkipped = record === '' && command.ignoresBlankLines;
    if (!isSkipped) records.push({ fields: fieldsOf(record, command), lineNumber });
    lineNumber += command.escapes ? line.split('\n').length : 1;
  }
  return records;
}

/** The records of a block of CSV, of delimited text or of columns of a fixed width, without the header. */
export function recordsOf(block: Block, command: CopyCommand): readonly FileRecord[] {
  const records =
    command.format === 'csv' ? csvRecords(block, command) : lineRecords(block, command);
  return records.filter(({ lineNumber }) => lineNumber > command.ignoredHeaderCount);
}
