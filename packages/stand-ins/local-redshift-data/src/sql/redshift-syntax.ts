import { DATABASE_NAME } from '../database-name.ts';
import { unsupported } from '../statement-errors.ts';
import { isUnsupportedSetting, REDSHIFT_SETTINGS } from './redshift-settings.ts';
import { type Edit, type SqlSource, startsWith, textOf, type Token } from './scan-sql.ts';
import { columnEdits, columnListEdits, tableAttributeEdits } from './table-definition.ts';
import {
  analyzeEdits,
  commentEdits,
  databaseEdits,
  dropEdits,
  refreshEdits,
  schemaEdits,
  userEdits,
  vacuumEdits,
} from './utility-edits.ts';

function replace(tokens: readonly Token[], from: number, to: number, text: string): Edit {
  return {
    start: tokens[from]?.start ?? 0,
    end: tokens[to - 1]?.end ?? 0,
    text,
  };
}

function isNamed(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

/** Converts `GRANT … TO ROLE r` to `GRANT … TO r`. */
function grantEdits(tokens: readonly Token[]): Edit[] {
  return [
    ...databaseEdits(tokens, DATABASE_NAME),
    ...tokens.flatMap((_, at) =>
      startsWith(tokens, at, 'role') && isNamed(tokens[at + 1]) && tokens[at + 1]?.text !== 'to'
        ? [replace(tokens, at, at + 1, '')]
        : [],
    ),
  ];
}

/**
 * Returns true if a parenthesis opens a list of columns, unlike the one in `CREATE TABLE t AS
 * SELECT (…)`.
 */
function definesColumns(tokens: readonly Token[], open: number): boolean {
  const as = tokens.findIndex(({ text, kind }) => text === 'as' && kind === 'word');
  const isQuery = as !== -1 && as < open;
  return open !== -1 && !isQuery && tokens.find(isTable)?.text === 'table';
}

function tableEdits(tokens: readonly Token[]): Edit[] {
  const open = tokens.findIndex(({ text }) => text === '(');
  return [
    ...tableAttributeEdits(tokens),
    ...(definesColumns(tokens, open) ? columnListEdits(tokens, open) : []),
  ];
}

const isTable = ({ text }: Token): boolean => text === 'table' || text === 'view';

function viewEdits(tokens: readonly Token[]): Edit[] {
  const at = tokens.length - 4;
  return startsWith(tokens, at, 'with', 'no', 'schema', 'binding')
    ? [replace(tokens, at, at + 4, '')]
    : [];
}

function isTableDefinition(tokens: readonly Token[]): boolean {
  const words = tokens.slice(1, 4).map(({ text }) => text);
  return words.includes('table') || words.join(' ').startsWith('materialized view');
}

function createEdits(tokens: readonly Token[]): Edit[] {
  if (isTableDefinition(tokens)) return tableEdits(tokens);
  const kind = tokens[1]?.text;
  if (kind === 'view' || kind === 'or') return viewEdits(tokens);
  if (kind === 'schema') return schemaEdits(tokens);
  return kind === 'user' || kind === 'role' ? userEdits(tokens) : [];
}

function alterEdits(tokens: readonly Token[]): Edit[] {
  if (startsWith(tokens, 1, 'default', 'privileges')) return grantEdits(tokens);
  if (startsWith(tokens, 1, 'user')) return [...userEdits(tokens), ...userSettingEdits(tokens)];
  if (startsWith(tokens, 1, 'role')) return userEdits(tokens);
  const add = tokens.findIndex((_, at) => startsWith(tokens, at, 'add'));
  if (!startsWith(tokens, 1, 'table') || add === -1) return [];
  const from = startsWith(tokens, add + 1, 'column') ? add + 2 : add + 1;
  return columnEdits(tokens, { from, to: tokens.length });
}

function settingEdits(tokens: readonly Token[]): Edit[] {
  const at = ['session', 'local'].includes(tokens[1]?.text ?? '') ? 2 : 1;
  return namedSettingEdits(tokens, at);
}

/** @throws SqlStatementError for a value that this stand-in does not support */
function namedSettingEdits(tokens: readonly Token[], at: number): Edit[] {
  const name = tokens[at]?.text ?? '';
  const value = (tokens[at + 2]?.text ?? '').toLowerCase().replaceAll("'", '');
  if (tokens[at + 2] !== undefined && isUnsupportedSetting(name, value)) {
    throw unsupported(`SET ${name} TO ${value}`);
  }
  return REDSHIFT_SETTINGS.has(name) ? [replace(tokens, at, at + 1, `redshift.${name}`)] : [];
}

/** Translates `ALTER USER u SET setting TO value` and `ALTER USER u RESET setting`. */
function userSettingEdits(tokens: readonly Token[]): Edit[] {
  const isSetting = startsWith(tokens, 3, 'set') || startsWith(tokens, 3, 'reset');
  return isSetting ? namedSettingEdits(tokens, 4) : [];
}

function deleteEdits(tokens: readonly Token[]): Edit[] {
  return tokens[1]?.text === 'from' ? [] : [replace(tokens, 0, 1, 'DELETE FROM')];
}

const STATEMENT_EDITS: Readonly<Record<string, (tokens: readonly Token[]) => Edit[]>> = {
  alter: alterEdits,
  analyze: analyzeEdits,
  comment: (tokens) => commentEdits(tokens, DATABASE_NAME),
  create: createEdits,
  delete: deleteEdits,
  drop: dropEdits,
  grant: grantEdits,
  refresh: refreshEdits,
  reset: settingEdits,
  revoke: grantEdits,
  set: settingEdits,
  vacuum: vacuumEdits,
};

/**
 * Returns the edits that translate the statement's own syntax, after `rewriteSql` has translated
 * its contents.
 */
export function redshiftSyntaxEdits(source: SqlSource): Edit[] {
  const first = source.tokens[0]?.text ?? '';
  const ofStatement = Object.hasOwn(STATEMENT_EDITS, first) ? STATEMENT_EDITS[first] : undefined;
  return ofStatement?.(source.tokens) ?? [];
}

const NO_KEYS = new Set(['primary', 'unique', 'foreign']);
const PHYSICAL = new Set(['diststyle', 'distkey', 'sortkey', 'compound', 'encode', 'interleaved']);

/**
 * Returns the table of an ALTER TABLE that has no effect here: keys, which are not enforced, and
 * the layout on Redshift's disks.
 */
export function unchangedTable(source: SqlSource): string | undefined {
  const { tokens } = source;
  if (!startsWith(tokens, 0, 'alter', 'table')) return undefined;
  let at = 3;
  while (startsWith(tokens, at, '.')) at += 2;
  const name = textOf(source, 2, at);
  const [verb, first, second, third] = tokens.slice(at).map(({ text }) => text);
  if (verb === 'drop' && first === 'constraint') return name;
  if (verb === 'add' && NO_KEYS.has((first === 'constraint' ? third : first) ?? '')) return name;
  if (verb !== 'alter' || first === undefined) return undefined;
  const setsEncoding = first === 'column' && tokens[at + 3]?.text === 'encode';
  return PHYSICAL.has(first) || setsEncoding || second === 'encode' ? name : undefined;
}

/** Name of an object in SQL, and PostgreSQL's type for such names. */
export interface ObjectName {
  readonly kind: 'regclass' | 'regnamespace' | 'regrole';
  readonly name: string;
}

const NO_GRANTEE = new Set(['public', 'role', 'group']);

/**
 * Returns the users and roles of `GRANT ASSUMEROLE ON DEFAULT TO u FOR COPY`.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html
 */
function roleUsers(source: SqlSource): readonly ObjectName[] | undefined {
  const { tokens } = source;
  const isGrant = startsWith(tokens, 0, 'grant', 'assumerole', 'on');
  if (!isGrant && !startsWith(tokens, 0, 'revoke', 'assumerole', 'on')) return undefined;
  const before = tokens.findIndex((_, at) => startsWith(tokens, at, isGrant ? 'to' : 'from'));
  const after = tokens.findIndex((_, at) => at > before && startsWith(tokens, at, 'for'));
  if (before === -1 || after === -1) return undefined;
  return tokens.flatMap((token, at) => {
    const isGrantee =
      at > before &&
      at < after &&
      isNamed(token) &&
      (token.kind === 'quoted' || !NO_GRANTEE.has(token.text));
    return isGrantee ? [{ kind: 'regrole' as const, name: textOf(source, at, at + 1) }] : [];
  });
}

/**
 * Returns the objects of a statement that changes only what the stand-in lacks: a quota, the refresh
 * of a view, or the use of IAM roles.
 */
export function namedOnly(source: SqlSource): readonly ObjectName[] | undefined {
  const { tokens } = source;
  if (startsWith(tokens, 0, 'alter', 'schema') && startsWith(tokens, 3, 'quota')) {
    return [{ kind: 'regnamespace', name: textOf(source, 2, 3) }];
  }
  const refresh = tokens.findIndex((_, at) => at > 3 && startsWith(tokens, at, 'auto', 'refresh'));
  return startsWith(tokens, 0, 'alter', 'materialized', 'view') && refresh !== -1
    ? [{ kind: 'regclass', name: textOf(source, 3, refresh) }]
    : roleUsers(source);
}
