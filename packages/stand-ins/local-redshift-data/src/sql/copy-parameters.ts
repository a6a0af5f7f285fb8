import { type SqlStatementError, unsupported } from '../statement-errors.ts';
import { parseWidths } from './column-widths.ts';
import type { CopyCommand } from './copy-command.ts';
import { type SqlSource, startsWith, stringValue, type Token } from './scan-sql.ts';
import { syntaxError } from './syntax-error.ts';

/** What a COPY says so far. */
export type CopyOptions = { -readonly [Name in keyof CopyCommand]?: CopyCommand[Name] } & {
  hasAuthorization?: boolean;
};

export interface CopyCursor {
  readonly source: SqlSource;
  at: number;
  readonly options: CopyOptions;
}

export const tokenAt = ({ source, at }: CopyCursor): Token | undefined => source.tokens[at];

export function has({ source, at }: CopyCursor, word: string): boolean {
  return startsWith(source.tokens, at, word);
}

function skipAs(cursor: CopyCursor): void {
  if (has(cursor, 'as')) cursor.at += 1;
}

export function unexpected(cursor: CopyCursor): SqlStatementError {
  return syntaxError(tokenAt(cursor));
}

export const notCovered = (what: string): SqlStatementError => unsupported(`COPY with ${what}`);

export function takeString(cursor: CopyCursor): string {
  skipAs(cursor);
  const token = tokenAt(cursor);
  if (token?.kind !== 'string') throw unexpected(cursor);
  cursor.at += 1;
  return stringValue(token);
}

/** The string that may follow, as after ACCEPTINVCHARS. */
function takeOptionalString(cursor: CopyCursor): string | undefined {
  return has(cursor, 'as') || tokenAt(cursor)?.kind === 'string' ? takeString(cursor) : undefined;
}

function takeNumber(cursor: CopyCursor): number {
  skipAs(cursor);
  const token = tokenAt(cursor);
  if (token?.kind !== 'number') throw unexpected(cursor);
  cursor.at += 1;
  return Number(token.text);
}

function takeJson(cursor: CopyCursor): void {
  const mapping = takeOptionalString(cursor) ?? 'auto';
  cursor.options.format = 'json';
  if (mapping.startsWith('s3://')) cursor.options.pathsUrl = mapping;
  else if (mapping !== 'auto' && mapping !== 'auto ignorecase') {
    throw notCovered(`JSON '${mapping}' ('auto', 'auto ignorecase' and s3://… are)`);
  }
  cursor.options.ignoresCase = mapping === 'auto ignorecase';
}

function takeWidths(cursor: CopyCursor): void {
  cursor.options.format = 'fixedwidth';
  cursor.options.widths = parseWidths(takeString(cursor));
}

const SWITCHES = ['on', 'off', 'true', 'false', 'preset'];

function takeSwitch(cursor: CopyCursor): void {
  if (SWITCHES.includes(tokenAt(cursor)?.text ?? '')) cursor.at += 1;
}

function takeAuthorization(cursor: CopyCursor): void {
  if (has(cursor, 'default')) cursor.at += 1;
  else takeString(cursor);
  cursor.options.hasAuthorization = true;
}

function takeEncoding(cursor: CopyCursor): void {
  skipAs(cursor);
  const name = tokenAt(cursor)?.text.replaceAll("'", '').toLowerCase();
  if (name !== 'utf8') throw notCovered(`ENCODING ${name}`);
  cursor.at += 1;
}

type Take = (cursor: CopyCursor) => void;

/** A parameter that is there or not. */
function flag(options: CopyOptions): Take {
  return (cursor) => void Object.assign(cursor.options, options);
}

/** One parameter each, after its name. */
const PARAMETERS: Readonly<Record<string, Take>> = {
  acceptanydate: flag({ acceptsAnyDate: true }),
  acceptinvchars: (cursor) => void (cursor.options.replacement = takeOptionalString(cursor) ?? '?'),
  access_key_id: takeAuthorization,
  blanksasnull: flag({ blanksAsNull: true }),
  comprows: (cursor) => void takeNumber(cursor),
  compupdate: takeSwitch,
  credentials: takeAuthorization,
  csv: flag({ format: 'csv' }),
  dateformat: (cursor) => void (cursor.options.dateFormat = takeString(cursor)),
  delimiter: (cursor) => void (cursor.options.delimiter = takeString(cursor)),
  emptyasnull: flag({ emptyAsNull: true }),
  encoding: takeEncoding,
  escape: flag({ escapes: true }),
  explicit_ids: flag({ hasIdentities: true }),
  fillrecord: flag({ fillsRecords: true }),
  fixedwidth: takeWidths,
  format: skipAs,
  gzip: flag({ compression: 'gzip' }),
  iam_role: takeAuthorization,
  ignoreblanklines: flag({ ignoresBlankLines: true }),
  ignoreheader: (cursor) => void (cursor.options.ignoredHeaderCount = takeNumber(cursor)),
  json: takeJson,
  manifest: flag({ isManifest: true }),
  maxerror: (cursor) => void (cursor.options.maxErrorCount = takeNumber(cursor)),
  noload: flag({ isTrial: true }),
  null: (cursor) => void (cursor.options.nullText = takeString(cursor)),
  parquet: flag({ format: 'parquet' }),
  quote: (cursor) => void (cursor.options.quote = takeString(cursor)),
  region: (cursor) => void takeString(cursor),
  removequotes: flag({ removesQuotes: true }),
  roundec: flag({ rounds: true }),
  secret_access_key: takeAuthorization,
  session_token: takeAuthorization,
  statupdate: takeSwitch,
  timeformat: (cursor) => void (cursor.options.timeFormat = takeString(cursor)),
  trimblanks: flag({ trimsBlanks: true }),
  truncatecolumns: flag({ truncates: true }),
  zstd: flag({ compression: 'zstd' }),
};

/**
 * Takes what stands after the source of a COPY.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_COPY-parameters.html
 */
export function takeParameters(cursor: CopyCursor): void {
  for (let token = tokenAt(cursor); token !== undefined; token = tokenAt(cursor)) {
    const take = Object.hasOwn(PARAMETERS, token.text) ? PARAMETERS[token.text] : undefined;
    if (token.kind !== 'word') throw unexpected(cursor);
    if (take === undefined) throw notCovered(token.text.toUpperCase());
    cursor.at += 1;
    take(cursor);
  }
}
