import { SqlStatementError, unsupported } from '../statement-errors.ts';
import {
  afterParenthesis,
  identifierOf,
  startsWith,
  stringValue,
  textOf,
  type SqlSource,
  type Token,
} from './scan-sql.ts';
import { listElements } from './table-definition.ts';

/** A parsed COPY from S3. */
export interface CopyCommand {
  /** Table as written, with its schema and quotes. */
  readonly table: string;
  readonly columns: readonly string[] | undefined;
  /** `s3://bucket/prefix`, or the URL of a manifest. */
  readonly url: string;
  readonly format: 'text' | 'csv' | 'json';
  readonly ignoresCase: boolean;
  readonly isGzip: boolean;
  readonly isManifest: boolean;
  readonly delimiter: string;
  readonly quote: string;
  /** The text that means NULL in delimited text. */
  readonly nullText: string;
  readonly ignoredHeaderCount: number;
}

type Options = { -readonly [Name in keyof CopyCommand]?: CopyCommand[Name] } & {
  hasAuthorization?: boolean;
};

interface Cursor {
  readonly source: SqlSource;
  at: number;
  readonly options: Options;
}

const tokenAt = ({ source, at }: Cursor): Token | undefined => source.tokens[at];

const skipAs = (cursor: Cursor): void => {
  if (startsWith(cursor.source.tokens, cursor.at, 'as')) cursor.at += 1;
};

const unexpected = (cursor: Cursor): SqlStatementError => {
  const token = tokenAt(cursor);
  return new SqlStatementError(
    token === undefined
      ? 'syntax error at end of input'
      : `syntax error at or near "${token.text}"\n  Position: ${token.start + 1}`,
  );
};

const takeString = (cursor: Cursor): string => {
  skipAs(cursor);
  const token = tokenAt(cursor);
  if (token?.kind !== 'string') throw unexpected(cursor);
  cursor.at += 1;
  return stringValue(token);
};

const takeNumber = (cursor: Cursor): number => {
  skipAs(cursor);
  const token = tokenAt(cursor);
  if (token?.kind !== 'number') throw unexpected(cursor);
  cursor.at += 1;
  return Number(token.text);
};

const notCovered = (what: string): SqlStatementError => unsupported(`COPY with ${what}`);

const takeJson = (cursor: Cursor): void => {
  const mapping = takeString(cursor);
  if (mapping !== 'auto' && mapping !== 'auto ignorecase') {
    throw notCovered(`JSON '${mapping}' ('auto' and 'auto ignorecase' are)`);
  }
  cursor.options.format = 'json';
  cursor.options.ignoresCase = mapping !== 'auto';
};

const takeAuto =
  (name: string) =>
  (cursor: Cursor): void => {
    const format = takeString(cursor);
    if (format !== 'auto') throw notCovered(`${name} '${format}' ('auto' is)`);
  };

const takeSwitch = (cursor: Cursor): void => {
  const word = tokenAt(cursor)?.text;
  if (word !== 'on' && word !== 'off' && word !== 'true' && word !== 'false') return;
  cursor.at += 1;
};

const takeAuthorization = (cursor: Cursor): void => {
  if (startsWith(cursor.source.tokens, cursor.at, 'default')) cursor.at += 1;
  else takeString(cursor);
  cursor.options.hasAuthorization = true;
};

/** Parsers of the parameters, by name. */
const PARAMETERS: Readonly<Record<string, (cursor: Cursor) => void>> = {
  compupdate: takeSwitch,
  csv: ({ options }) => void (options.format = 'csv'),
  dateformat: takeAuto('DATEFORMAT'),
  delimiter: (cursor) => void (cursor.options.delimiter = takeString(cursor)),
  encoding: (cursor) => {
    skipAs(cursor);
    const name = tokenAt(cursor)?.text.replaceAll("'", '').toLowerCase();
    if (name !== 'utf8') throw notCovered(`ENCODING ${name}`);
    cursor.at += 1;
  },
  format: skipAs,
  gzip: ({ options }) => void (options.isGzip = true),
  iam_role: takeAuthorization,
  ignoreheader: (cursor) => void (cursor.options.ignoredHeaderCount = takeNumber(cursor)),
  json: takeJson,
  manifest: ({ options }) => void (options.isManifest = true),
  maxerror: (cursor) => {
    if (takeNumber(cursor) !== 0) throw notCovered('MAXERROR above 0');
  },
  null: (cursor) => void (cursor.options.nullText = takeString(cursor)),
  quote: (cursor) => void (cursor.options.quote = takeString(cursor)),
  region: (cursor) => void takeString(cursor),
  statupdate: takeSwitch,
  timeformat: takeAuto('TIMEFORMAT'),
};

const takeParameters = (cursor: Cursor): void => {
  for (let token = tokenAt(cursor); token !== undefined; token = tokenAt(cursor)) {
    const take = Object.hasOwn(PARAMETERS, token.text) ? PARAMETERS[token.text] : undefined;
    if (token.kind !== 'word') throw unexpected(cursor);
    if (take === undefined) throw notCovered(token.text.toUpperCase());
    cursor.at += 1;
    take(cursor);
  }
};

const takeTable = (cursor: Cursor): string => {
  const { tokens } = cursor.source;
  const from = cursor.at;
  cursor.at += 1;
  while (startsWith(tokens, cursor.at, '.')) cursor.at += 2;
  return textOf(cursor.source, from, cursor.at);
};

const takeColumns = (cursor: Cursor): readonly string[] | undefined => {
  const { tokens } = cursor.source;
  if (!startsWith(tokens, cursor.at, '(')) return undefined;
  const names = listElements(tokens, cursor.at).map(({ from }) => identifierOf(tokens[from]!));
  cursor.at = afterParenthesis(tokens, cursor.at);
  return names;
};

const rejectCombination = ({
  format = 'text',
  hasAuthorization,
  delimiter = ',',
  quote,
  nullText,
}: Options): void => {
  if (hasAuthorization !== true) {
    throw new SqlStatementError(
      'COPY: IAM_ROLE default, or IAM_ROLE with an ARN, must be specified',
    );
  }
  if (nullText !== undefined && format !== 'text') throw notCovered(`NULL AS and ${format}`);
  if (quote !== undefined && format !== 'csv') {
    throw new SqlStatementError('COPY: QUOTE is for CSV');
  }
  if (delimiter.length !== 1) throw notCovered(`DELIMITER '${delimiter}'`);
  if ((quote ?? '"').length !== 1) throw notCovered(`QUOTE '${quote}'`);
};

/**
 * Parses a COPY command.
 * @throws SqlStatementError for what Redshift does not support, and, with another message, for what
 *   only this stand-in does not support
 */
export const parseCopyCommand = (source: SqlSource): CopyCommand => {
  const cursor: Cursor = { source, at: 1, options: {} };
  const table = takeTable(cursor);
  const columns = takeColumns(cursor);
  if (!startsWith(source.tokens, cursor.at, 'from')) throw unexpected(cursor);
  cursor.at += 1;
  const url = takeString(cursor);
  if (!/^s3:\/\/[^/]+\/./.test(url))
    throw notCovered(`a source such as '${url}' (s3://bucket/key is)`);
  takeParameters(cursor);
  rejectCombination(cursor.options);
  const { options } = cursor;
  const format = options.format ?? 'text';
  return {
    table,
    columns,
    url,
    format,
    ignoresCase: options.ignoresCase ?? false,
    isGzip: options.isGzip ?? false,
    isManifest: options.isManifest ?? false,
    delimiter: options.delimiter ?? (format === 'text' ? '|' : ','),
    quote: options.quote ?? '"',
    nullText: options.nullText ?? '\\N',
    ignoredHeaderCount: options.ignoredHeaderCount ?? 0,
  };
};
