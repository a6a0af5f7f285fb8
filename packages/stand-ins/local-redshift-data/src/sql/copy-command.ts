import { SqlStatementError } from '../statement-errors.ts';
import {
  type CopyCursor,
  type CopyOptions,
  has,
  notCovered,
  takeParameters,
  takeString,
  unexpected,
} from './copy-parameters.ts';
import { afterParenthesis, identifierOf, type SqlSource, startsWith, textOf } from './scan-sql.ts';
import { listElements } from './table-definition.ts';

export const COPY_FORMATS = ['text', 'csv', 'json', 'parquet', 'fixedwidth'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

/** A COPY from S3, read. */
export interface CopyCommand {
  /** Table as written, with its schema and quotes. */
  readonly table: string;
  readonly columns: readonly string[] | undefined;
  /** `s3://bucket/prefix`, or the URL of a manifest. */
  readonly url: string;
  readonly format: CopyFormat;
  /** Of JSON: whether fields are found in any case. */
  readonly ignoresCase: boolean;
  /** Of JSON: the file that has a path for each column. */
  readonly pathsUrl: string | undefined;
  readonly compression: 'gzip' | 'zstd' | undefined;
  readonly isManifest: boolean;
  readonly delimiter: string;
  readonly quote: string;
  /** What stands for NULL. */
  readonly nullText: string | undefined;
  readonly ignoredHeaderCount: number;
  /** How many characters each column of a fixed width has. */
  readonly widths: readonly number[] | undefined;
  readonly escapes: boolean;
  readonly removesQuotes: boolean;
  readonly ignoresBlankLines: boolean;
  readonly fillsRecords: boolean;
  readonly hasIdentities: boolean;
  readonly trimsBlanks: boolean;
  readonly truncates: boolean;
  readonly blanksAsNull: boolean;
  readonly emptyAsNull: boolean;
  readonly acceptsAnyDate: boolean;
  readonly dateFormat: string;
  readonly timeFormat: string;
  /** Whether digits beyond the scale are rounded, and not cut off. */
  readonly rounds: boolean;
  /** What takes the place of bytes that are no UTF-8. */
  readonly replacement: string | undefined;
  /** So many rows that cannot be loaded fail the COPY. 0 is 1. */
  readonly maxErrorCount: number;
  /** NOLOAD: rows are tried, and not kept. */
  readonly isTrial: boolean;
}

const DEFAULTS = {
  ignoresCase: false,
  pathsUrl: undefined,
  compression: undefined,
  isManifest: false,
  quote: '"',
  ignoredHeaderCount: 0,
  widths: undefined,
  escapes: false,
  removesQuotes: false,
  ignoresBlankLines: false,
  fillsRecords: false,
  hasIdentities: false,
  trimsBlanks: false,
  truncates: false,
  blanksAsNull: false,
  emptyAsNull: false,
  acceptsAnyDate: false,
  dateFormat: 'auto',
  timeFormat: 'auto',
  rounds: false,
  replacement: undefined,
  maxErrorCount: 0,
  isTrial: false,
} as const;

function takeTable(cursor: CopyCursor): string {
  const { tokens } = cursor.source;
  const from = cursor.at;
  cursor.at += 1;
  while (startsWith(tokens, cursor.at, '.')) cursor.at += 2;
  return textOf(cursor.source, from, cursor.at);
}

function takeColumns(cursor: CopyCursor): readonly string[] | undefined {
  const { tokens } = cursor.source;
  if (!startsWith(tokens, cursor.at, '(')) return undefined;
  const names = listElements(tokens, cursor.at).map(({ from }) => identifierOf(tokens[from]!));
  cursor.at = afterParenthesis(tokens, cursor.at);
  return names;
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html */
const TAKEN_WITH_PARQUET = new Set(['format', 'hasAuthorization', 'fillsRecords', 'isManifest']);

function rejectCombination(options: CopyOptions): void {
  const { format = 'text', hasAuthorization, delimiter = ',', quote } = options;
  const [escapes, removesQuotes] = [options.escapes === true, options.removesQuotes === true];
  if (hasAuthorization !== true) {
    throw new SqlStatementError(
      'COPY: IAM_ROLE default, or IAM_ROLE with an ARN, must be specified',
    );
  }
  if (quote !== undefined && format !== 'csv') {
    throw new SqlStatementError('COPY: QUOTE is for CSV');
  }
  if (delimiter.length !== 1) throw notCovered(`DELIMITER '${delimiter}'`);
  if ((quote ?? '"').length !== 1) throw notCovered(`QUOTE '${quote}'`);
  if (format === 'csv' && (escapes || removesQuotes)) {
    throw new SqlStatementError('COPY: CSV does not go with ESCAPE or REMOVEQUOTES');
  }
  if (escapes && removesQuotes) throw notCovered('ESCAPE and REMOVEQUOTES together');
  if (format !== 'parquet') return;
  const isOther = Object.keys(options).some((name) => !TAKEN_WITH_PARQUET.has(name));
  if (isOther) {
    throw new SqlStatementError('COPY: PARQUET takes no parameters but MANIFEST and FILLRECORD');
  }
}

/**
 * Parses a COPY command.
 * @throws SqlStatementError for what Redshift does not support, and, with another message, for what
 *   only this stand-in does not support
 */
export function parseCopyCommand(source: SqlSource): CopyCommand {
  const cursor: CopyCursor = { source, at: 1, options: {} };
  const table = takeTable(cursor);
  const columns = takeColumns(cursor);
  if (!has(cursor, 'from')) throw unexpected(cursor);
  cursor.at += 1;
  const url = takeString(cursor);
  if (!/^s3:\/\/[^/]+\/./.test(url))
    throw notCovered(`a source such as '${url}' (s3://bucket/key is)`);
  takeParameters(cursor);
  rejectCombination(cursor.options);
  const { hasAuthorization: _, format = 'text', ...given } = cursor.options;
  return {
    ...DEFAULTS,
    delimiter: format === 'csv' ? ',' : '|',
    nullText: format === 'text' ? '\\N' : undefined,
    ...given,
    table,
    columns,
    url,
    format,
  };
}
