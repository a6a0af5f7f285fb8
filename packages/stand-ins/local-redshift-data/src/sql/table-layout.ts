import { quoteIdentifier } from '../quote.ts';
import { SqlStatementError } from '../statement-errors.ts';
import {
  afterParenthesis,
  identifierOf,
  type SqlSource,
  startsWith,
  type Token,
} from './scan-sql.ts';
import { listElements, namesIn } from './table-definition.ts';

/**
 * How Redshift stores a table, as far as a statement says it. It changes nothing here, and is shown in
 * the catalog.
 */
interface TableLayout {
  /** auto, even, all or key. */
  diststyle?: string;
  distkey?: string;
  /** Columns of the sort key; empty for none. */
  sortkeys?: readonly string[] | 'auto';
  isInterleaved?: boolean;
  /** The table, in SQL, whose layout the new one inherits. */
  like?: string;
  /** Encodings by column. */
  readonly encodings: Record<string, string>;
}

/** A statement's change of a layout. */
export interface LayoutChange {
  /** The table's name in SQL. */
  readonly table: string;
  /** True for CREATE. */
  readonly isNew: boolean;
  readonly layout: TableLayout;
}

/**
 * Returns the encoding of `ENCODE lzo`, which begins at `at`. The catalog shows RAW as `none`, so that
 * tools write ENCODE NONE in the definitions that they generate.
 */
function encodingAt(tokens: readonly Token[], at: number): string | undefined {
  const name = tokens[at + 1]?.text;
  return name === 'none' ? 'raw' : name;
}

function declareDistkey(layout: TableLayout, column: string): void {
  if (layout.distkey !== undefined) {
    throw new SqlStatementError('A table can have only one DISTKEY column');
  }
  layout.distkey = column;
}

function declareSortkey(layout: TableLayout, sortkeys: readonly string[] | 'auto'): void {
  if (layout.sortkeys !== undefined) {
    throw new SqlStatementError(
      'A table can have only one sort key: use SORTKEY (a, b) for several columns',
    );
  }
  layout.sortkeys = sortkeys;
}

const MAX_SORTKEYS = 400;
const MAX_INTERLEAVED_SORTKEYS = 8;

/**
 * Completes a layout after all of its attributes have been read: a DISTKEY implies DISTSTYLE KEY.
 * @throws SqlStatementError for attributes that contradict each other
 */
function completeLayout(layout: TableLayout): void {
  const { diststyle, distkey, sortkeys, isInterleaved, like } = layout;
  if (like !== undefined && (diststyle ?? distkey ?? sortkeys) !== undefined) {
    throw new SqlStatementError(
      'A table that is created with LIKE inherits DISTSTYLE, DISTKEY and SORTKEY: they cannot be set',
    );
  }
  if (distkey !== undefined && diststyle !== undefined && diststyle !== 'key') {
    throw new SqlStatementError(
      `DISTSTYLE ${diststyle.toUpperCase()} cannot be combined with a DISTKEY: use DISTSTYLE KEY`,
    );
  }
  if (distkey === undefined && diststyle === 'key') {
    throw new SqlStatementError('DISTSTYLE KEY requires a DISTKEY column');
  }
  const maximum = isInterleaved === true ? MAX_INTERLEAVED_SORTKEYS : MAX_SORTKEYS;
  if (Array.isArray(sortkeys) && sortkeys.length > maximum) {
    throw new SqlStatementError(
      `A sort key can have ${maximum} columns but has ${sortkeys.length}`,
    );
  }
  if (distkey !== undefined) layout.diststyle = 'key';
}

/** Reads an attribute of `DISTSTYLE KEY DISTKEY (a) COMPOUND SORTKEY (b, c)` that begins at a token. */
function readAttribute(tokens: readonly Token[], at: number, layout: TableLayout): void {
  const next = tokens[at + 1];
  if (next === undefined) return;
  const isList = startsWith(tokens, at + 1, '(');
  if (startsWith(tokens, at, 'diststyle')) layout.diststyle = next.text;
  else if (startsWith(tokens, at, 'distkey')) {
    const [column] = isList ? namesIn(tokens, at + 1) : [identifierOf(next)];
    if (column !== undefined) declareDistkey(layout, column);
  } else if (startsWith(tokens, at, 'sortkey')) {
    const word = next.text === 'auto' ? ('auto' as const) : [];
    declareSortkey(layout, isList ? namesIn(tokens, at + 1) : word);
    layout.isInterleaved = startsWith(tokens, at - 1, 'interleaved');
  }
}

/** Reads `a INT ENCODE AZ64 DISTKEY SORTKEY`. */
function readColumn(tokens: readonly Token[], from: number, to: number, layout: TableLayout): void {
  const [first] = tokens.slice(from, to);
  if (first === undefined) return;
  if (startsWith(tokens, from, 'like')) {
    layout.like = tableName(tokens, from + 1).table;
    return;
  }
  const name = identifierOf(first);
  for (let at = from + 1; at < to; at += 1) {
    if (startsWith(tokens, at, 'distkey')) declareDistkey(layout, name);
    if (startsWith(tokens, at, 'sortkey')) declareSortkey(layout, [name]);
    const encoding = startsWith(tokens, at, 'encode') ? encodingAt(tokens, at) : undefined;
    if (encoding !== undefined) layout.encodings[name] = encoding;
  }
}

/** Parses the name of a table at `at`, with its schema, as SQL; `end` is the place behind it. */
export function tableName(tokens: readonly Token[], at: number): { table: string; end: number } {
  const temporary = startsWith(tokens, at, '#') ? tokens[at + 1] : undefined;
  if (temporary !== undefined) {
    return { table: quoteIdentifier(`#${identifierOf(temporary)}`), end: at + 2 };
  }
  let end = at + 1;
  while (startsWith(tokens, end, '.')) end += 2;
  const parts = tokens.slice(at, end).filter(({ text }) => text !== '.');
  // The name of the database is not part of PostgreSQL's.
  return {
    table: parts
      .slice(-2)
      .map((part) => quoteIdentifier(identifierOf(part)))
      .join('.'),
    end,
  };
}

function ofNewTable(tokens: readonly Token[]): LayoutChange | undefined {
  const isView = startsWith(tokens, 1, 'materialized', 'view');
  if (!isView && !startsWith(tokens, 1, 'table')) return undefined;
  const first = isView ? 3 : 2;
  const at = startsWith(tokens, first, 'if', 'not', 'exists') ? first + 3 : first;
  const { table, end } = tableName(tokens, at);
  const layout: TableLayout = { encodings: {} };
  for (let place = end; place < tokens.length && !startsWith(tokens, place, 'as'); place += 1) {
    readAttribute(tokens, place, layout);
    if (!startsWith(tokens, place, '(')) continue;
    if (place === end) {
      for (const { from, to } of listElements(tokens, place)) readColumn(tokens, from, to, layout);
    }
    place = afterParenthesis(tokens, place) - 1;
  }
  return { table, isNew: true, layout };
}

function ofAlteredTable(tokens: readonly Token[]): LayoutChange | undefined {
  if (!startsWith(tokens, 0, 'alter', 'table')) return undefined;
  const { table, end } = tableName(tokens, 2);
  const layout: TableLayout = { encodings: {} };
  for (let at = end; at < tokens.length; at += 1) {
    // ADD COLUMN and ALTER COLUMN may name a column `distkey`.
    const isAttribute = ['alter', 'compound', 'interleaved', 'key'].some((word) =>
      startsWith(tokens, at - 1, word),
    );
    if (isAttribute) readAttribute(tokens, at, layout);
    if (!startsWith(tokens, at, 'encode')) continue;
    const column = tokens.findLastIndex(
      (_, before) =>
        before < at && ['alter', 'add'].some((verb) => startsWith(tokens, before, verb)),
    );
    const name = tokens[startsWith(tokens, column + 1, 'column') ? column + 2 : column + 1];
    const encoding = encodingAt(tokens, at);
    if (name !== undefined && name.text !== 'encode' && encoding !== undefined) {
      layout.encodings[identifierOf(name)] = encoding;
    }
  }
  return { table, isNew: false, layout };
}

/** Returns the layout that a CREATE or ALTER of a table declares; undefined if it declares none. */
export function layoutChange({ tokens }: SqlSource): LayoutChange | undefined {
  const change = startsWith(tokens, 0, 'create') ? ofNewTable(tokens) : ofAlteredTable(tokens);
  if (change !== undefined) completeLayout(change.layout);
  const isEmpty =
    change === undefined ||
    (Object.keys(change.layout).length === 1 && Object.keys(change.layout.encodings).length === 0);
  return isEmpty ? undefined : change;
}
