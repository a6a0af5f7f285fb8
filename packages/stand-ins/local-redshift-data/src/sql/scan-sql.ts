import { hasSqlDetails, loadModule, parseSync, scanSync } from 'libpg-query';
import { keepUnoptimised } from '../keep-unoptimised.ts';
import { SqlStatementError } from '../statement-errors.ts';

/** Loads the WebAssembly module of the scanner and the parser, which must happen first. */
export async function loadSqlParser(): Promise<void> {
  await loadModule();
  keepUnoptimised(() => parseSync(';'));
}

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** Text as written, with ASCII letters of words in lower case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** SQL with one character per byte, as PostgreSQL's scanner and parser count, and its tokens. */
export interface SqlSource {
  readonly bytes: string;
  readonly tokens: readonly Token[];
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
export const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/**
 * Converts to lower case as PostgreSQL does: only ASCII letters, because other bytes are parts of
 * characters.
 */
function lowerCase(bytes: string): string {
  return bytes.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

const COMMENTS = new Set(['SQL_COMMENT', 'C_COMMENT']);
const STRINGS = new Set(['SCONST', 'USCONST', 'XCONST', 'BCONST']);
const NUMBERS = new Set(['ICONST', 'FCONST']);

function kindOf(name: string, keywordKind: string, text: string): TokenKind {
  if (STRINGS.has(name)) return 'string';
  if (NUMBERS.has(name)) return 'number';
  if (text.startsWith('"') || name === 'UIDENT') return 'quoted';
  if (name === 'IDENT' || (keywordKind !== 'NO_KEYWORD' && /^\w/.test(text))) return 'word';
  return 'symbol';
}

/**
 * Returns the parser's error for text that cannot be scanned, because the scanner's error has no
 * details.
 */
function scanError(sql: string): Error {
  try {
    parseSync(sql);
  } catch (cause) {
    return cause as Error;
  }
  return new Error('The statement cannot be read.');
}

/** Converts `1WHEN` to `1 WHEN`, because Redshift's older scanner ends a number before a letter. */
function separateNumber(sql: string, error: Error): string | undefined {
  const number = /^trailing junk after numeric literal at or near "([\d.]+)/.exec(
    error.message,
  )?.[1];
  const position = hasSqlDetails(error) ? error.sqlDetails?.cursorPosition : undefined;
  if (number === undefined || position === undefined) return undefined;
  const bytes = toBytes(sql);
  const end = position + number.length;
  return fromBytes(`${bytes.slice(0, end)} ${bytes.slice(end)}`);
}

type ScannedTokens = ReturnType<typeof scanSync>['tokens'];

/** @throws SqlStatementError */
function scanTokens(written: string): { readonly sql: string; readonly tokens: ScannedTokens } {
  // The scanner rejects empty text.
  if (written === '') return { sql: '', tokens: [] };
  for (let sql = written; ;) {
    try {
      return { sql, tokens: scanSync(sql).tokens };
    } catch {
      const error = scanError(sql);
      const separated = separateNumber(sql, error);
      if (separated === undefined) throw new SqlStatementError(error.message, { cause: error });
      sql = separated;
    }
  }
}

/** What stands between quotes, comments and dollars, so that only strings are looked at. */
const LITERAL = /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|(\$\w*\$)[^]*?\1/g;

/** `'it\\'s'` → `'it''s'`: a backslash escapes a quote in Redshift, and ends the string in PostgreSQL. */
function doubleQuotes(sql: string): string {
  return sql.includes("\\'")
    ? sql.replaceAll(LITERAL, (literal) =>
        literal.startsWith("'") ? literal.replaceAll(/\\([^])/g, escapedQuote) : literal,
      )
    : sql;
}

const escapedQuote = (escape: string, escaped: string): string => (escaped === "'" ? "''" : escape);

/**
 * Splits SQL into tokens with PostgreSQL's own scanner, without comments.
 * @throws SqlStatementError for an unterminated string, identifier or comment
 */
export function scanSql(written: string): SqlSource {
  const { sql, tokens: scanned } = scanTokens(doubleQuotes(written));
  const bytes = toBytes(sql);
  const tokens = scanned
    .filter(({ tokenName }) => !COMMENTS.has(tokenName))
    .map(({ start, end, tokenName, keywordName }): Token => {
      const text = bytes.slice(start, end);
      const kind = kindOf(tokenName, keywordName, text);
      return { kind, start, end, text: kind === 'word' ? lowerCase(text) : text };
    });
  return { bytes, tokens };
}

/** Applies edits that do not overlap. An insertion precedes an edit at the same place. */
export function applyEdits(source: SqlSource, edits: readonly Edit[]): string {
  let done = 0;
  let bytes = '';
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    bytes += source.bytes.slice(done, start) + toBytes(text);
    done = end;
  }
  return fromBytes(bytes + source.bytes.slice(done));
}

/** Returns the SQL text of tokens `from` up to and without `to`. */
export function textOf(source: SqlSource, from: number, to: number): string {
  const first = source.tokens[from];
  const last = source.tokens[to - 1];
  if (first === undefined || last === undefined) return '';
  return fromBytes(source.bytes.slice(first.start, last.end));
}

/** Returns true if the tokens from `index` on are these words or symbols. */
export function startsWith(
  tokens: readonly Token[],
  index: number,
  ...texts: readonly string[]
): boolean {
  return texts.every((text, offset) => {
    const token = tokens[index + offset];
    return token?.text === text && (token.kind === 'word' || token.kind === 'symbol');
  });
}

/** Returns the index after the parenthesis that closes the one at `index`. */
export function afterParenthesis(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at < tokens.length; at += 1) {
    if (startsWith(tokens, at, '(')) depth += 1;
    if (startsWith(tokens, at, ')') && (depth -= 1) === 0) return at + 1;
  }
  return tokens.length;
}

/**
 * Returns the value of a quoted string: `it's` for `'it''s'`. Backslashes escape, as in Redshift.
 */
export function stringValue(token: Token): string {
  const text = fromBytes(token.text);
  const dollar = /^\$[^$]*\$/.exec(text)?.[0];
  if (dollar !== undefined) return text.slice(dollar.length, -dollar.length);
  return text
    .slice(text.indexOf("'") + 1, -1)
    .replaceAll("''", "'")
    .replaceAll(/\\(.)/g, '$1');
}

/** Returns the name of an identifier token: words in lower case, without quotes. */
export function identifierOf(token: Token): string {
  return token.kind === 'quoted'
    ? fromBytes(token.text).slice(1, -1).replaceAll('""', '"')
    : fromBytes(token.text);
}
