import { SqlStatementError, unsupported } from '../statement-errors.ts';
import { parseWidths } from './column-widths.ts';
import {
  afterParenthesis,
  identifierOf,
  type SqlSource,
  startsWith,
  stringValue,
  type Token,
} from './scan-sql.ts';
import { syntaxError } from './syntax-error.ts';
import { listElements } from './table-definition.ts';

export const UNLOAD_FORMATS = ['text', 'fixedwidth', 'csv', 'json', 'parquet'] as const;
export type UnloadFormat = (typeof UNLOAD_FORMATS)[number];

/** A parsed UNLOAD to S3. */
export interface UnloadCommand {
  readonly query: string;
  /** `s3://bucket/prefix`. */
  readonly url: string;
  readonly format: UnloadFormat;
  readonly partitionColumns: readonly string[];
  /** True if the files contain the columns that name their folders. */
  readonly includesPartitions: boolean;
  readonly hasManifest: boolean;
  /** True if the manifest also describes the columns, and the size of each file. */
  readonly isManifestVerbose: boolean;
  readonly hasHeader: boolean;
  /** Widths of the columns in characters, for FIXEDWIDTH. */
  readonly widths: readonly number[];
  readonly delimiter: string;
  readonly addsQuotes: boolean;
  readonly escapes: boolean;
  readonly nullText: string;
  readonly compression: 'gzip' | 'zstd' | undefined;
  /** True if existing files may be overwritten. */
  readonly overwrites: boolean;
  /** True if existing files are deleted first. */
  readonly cleansPath: boolean;
  /** True if file names contain the number of a slice. */
  readonly isParallel: boolean;
  readonly maxFileByteCount: number | undefined;
  readonly extension: string | undefined;
  /** The KMS key that S3 encrypts the files with; the bucket's default encryption without one. */
  readonly kmsKeyId: string | undefined;
}

type Options = { -readonly [Name in keyof UnloadCommand]?: UnloadCommand[Name] } & {
  hasAuthorization?: boolean;
  /** What follows ENCRYPTED, if it is written. */
  encryption?: 'auto' | 'key';
};

interface Cursor {
  readonly source: SqlSource;
  at: number;
  readonly options: Options;
}

function has({ source, at }: Cursor, ...words: readonly string[]): boolean {
  return startsWith(source.tokens, at, ...words);
}

function take(cursor: Cursor, word: string): boolean {
  if (!has(cursor, word)) return false;
  cursor.at += 1;
  return true;
}

function unexpected({ source, at }: Cursor): SqlStatementError {
  return syntaxError(source.tokens[at]);
}

function takeToken(cursor: Cursor, kind: Token['kind']): Token {
  take(cursor, 'as');
  const token = cursor.source.tokens[cursor.at];
  if (token?.kind !== kind) throw unexpected(cursor);
  cursor.at += 1;
  return token;
}

const takeString = (cursor: Cursor): string => stringValue(takeToken(cursor, 'string'));

function takeAuthorization(cursor: Cursor): void {
  if (!take(cursor, 'default')) takeString(cursor);
  cursor.options.hasAuthorization = true;
}

function takePartitions(cursor: Cursor): void {
  const { tokens } = cursor.source;
  if (!has(cursor, 'by', '(')) throw unexpected(cursor);
  const open = cursor.at + 1;
  cursor.options.partitionColumns = listElements(tokens, open).map(({ from }) =>
    identifierOf(tokens[from]!),
  );
  cursor.at = afterParenthesis(tokens, open);
  cursor.options.includesPartitions = take(cursor, 'include');
}

const MEGABYTE = 1024 * 1024;

/** Parses `5 MB` or `1 GB`. @returns a number of bytes */
function takeSize(cursor: Cursor): number {
  const size = Number(takeToken(cursor, 'number').text);
  const unit = take(cursor, 'gb') ? 1024 * MEGABYTE : MEGABYTE;
  take(cursor, 'mb');
  return size * unit;
}

function takeParallel(cursor: Cursor): void {
  const isOff = take(cursor, 'off') || take(cursor, 'false');
  if (!isOff && !take(cursor, 'on')) take(cursor, 'true');
  cursor.options.isParallel = !isOff;
}

/** Parsers of the options, by name. */
const OPTIONS: Readonly<Record<string, (cursor: Cursor) => void>> = {
  addquotes: ({ options }) => void (options.addsQuotes = true),
  allowoverwrite: ({ options }) => void (options.overwrites = true),
  cleanpath: ({ options }) => void (options.cleansPath = true),
  credentials: takeAuthorization,
  csv: ({ options }) => void (options.format = 'csv'),
  delimiter: (cursor) => void (cursor.options.delimiter = takeString(cursor)),
  encrypted: (cursor) => void (cursor.options.encryption = take(cursor, 'auto') ? 'auto' : 'key'),
  escape: ({ options }) => void (options.escapes = true),
  extension: (cursor) => void (cursor.options.extension = takeString(cursor)),
  fixedwidth: (cursor) => {
    cursor.options.format = 'fixedwidth';
    cursor.options.widths = parseWidths(takeString(cursor));
  },
  format: (cursor) => void take(cursor, 'as'),
  gzip: ({ options }) => void (options.compression = 'gzip'),
  header: ({ options }) => void (options.hasHeader = true),
  iam_role: takeAuthorization,
  json: ({ options }) => void (options.format = 'json'),
  kms_key_id: (cursor) => void (cursor.options.kmsKeyId = takeString(cursor)),
  manifest: (cursor) => {
    cursor.options.hasManifest = true;
    cursor.options.isManifestVerbose = take(cursor, 'verbose');
  },
  maxfilesize: (cursor) => void (cursor.options.maxFileByteCount = takeSize(cursor)),
  null: (cursor) => void (cursor.options.nullText = takeString(cursor)),
  parallel: takeParallel,
  parquet: ({ options }) => void (options.format = 'parquet'),
  partition: takePartitions,
  region: (cursor) => void takeString(cursor),
  // A file has one row group.
  rowgroupsize: (cursor) => void takeSize(cursor),
  zstd: ({ options }) => void (options.compression = 'zstd'),
};

function takeOptions(cursor: Cursor): void {
  const { tokens } = cursor.source;
  for (let token = tokens[cursor.at]; token !== undefined; token = tokens[cursor.at]) {
    if (token.kind !== 'word') throw unexpected(cursor);
    const takeOption = Object.hasOwn(OPTIONS, token.text) ? OPTIONS[token.text] : undefined;
    if (takeOption === undefined) throw unsupported(`UNLOAD with ${token.text.toUpperCase()}`);
    cursor.at += 1;
    takeOption(cursor);
  }
}

function rejectEncryption({ encryption, kmsKeyId }: Options): void {
  if (kmsKeyId !== undefined && encryption === undefined) {
    throw new SqlStatementError('KMS_KEY_ID is not supported without ENCRYPTED');
  }
  // Without a key of KMS, Redshift encrypts on its side.
  if (encryption === 'key' && kmsKeyId === undefined) {
    throw unsupported('UNLOAD with ENCRYPTED without KMS_KEY_ID or AUTO');
  }
}

function rejectCombination(options: Options): void {
  rejectEncryption(options);
  const {
    format = 'text',
    hasAuthorization,
    compression,
    delimiter,
    addsQuotes,
    escapes,
  } = options;
  if (hasAuthorization !== true) {
    throw new SqlStatementError(
      'UNLOAD: IAM_ROLE default, or IAM_ROLE with an ARN, must be specified',
    );
  }
  const isText = format === 'text';
  if ((addsQuotes === true || escapes === true) && !isText) {
    throw new SqlStatementError(
      `${format.toUpperCase()} is not supported with ADDQUOTES or ESCAPE`,
    );
  }
  if (format === 'parquet' && compression !== undefined) {
    throw new SqlStatementError(`${compression.toUpperCase()} is not supported for PARQUET`);
  }
  const hasLayout = delimiter !== undefined || options.hasHeader === true;
  if (hasLayout && !isText && format !== 'csv') {
    throw new SqlStatementError(
      `DELIMITER and HEADER are not supported for ${format.toUpperCase()}`,
    );
  }
  if (delimiter !== undefined && delimiter.length !== 1) {
    throw new SqlStatementError('UNLOAD: the delimiter must be a single character');
  }
}

/**
 * Parses an UNLOAD command.
 * @throws SqlStatementError for what Redshift rejects, and, with another message, for what this
 *   stand-in does not support
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
 */
export function parseUnloadCommand(source: SqlSource): UnloadCommand {
  const cursor: Cursor = { source, at: 1, options: {} };
  if (!take(cursor, '(')) throw unexpected(cursor);
  const query = takeString(cursor);
  if (!take(cursor, ')') || !take(cursor, 'to')) throw unexpected(cursor);
  const url = takeString(cursor);
  if (!/^s3:\/\/[^/]+\/./.test(url)) {
    throw new SqlStatementError(
      `UNLOAD destination is not supported: '${url}' (s3://bucket/prefix is)`,
    );
  }
  takeOptions(cursor);
  rejectCombination(cursor.options);
  const { options } = cursor;
  const format = options.format ?? 'text';
  return {
    query,
    url,
    format,
    partitionColumns: options.partitionColumns ?? [],
    includesPartitions: options.includesPartitions ?? false,
    hasManifest: options.hasManifest ?? false,
    isManifestVerbose: options.isManifestVerbose ?? false,
    hasHeader: options.hasHeader ?? false,
    widths: options.widths ?? [],
    delimiter: options.delimiter ?? (format === 'csv' ? ',' : '|'),
    addsQuotes: options.addsQuotes ?? false,
    escapes: options.escapes ?? false,
    nullText: options.nullText ?? '',
    compression: options.compression,
    overwrites: options.overwrites ?? false,
    cleansPath: options.cleansPath ?? false,
    isParallel: options.isParallel ?? true,
    maxFileByteCount: options.maxFileByteCount,
    extension: options.extension,
    kmsKeyId: options.kmsKeyId,
  };
}
