import { BEGINS_STATEMENT } from '../routine-body.ts';
import type { Span } from '../table-definition.ts';
import { find, splitSpans } from './function-call.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { readSelect } from './select-block.ts';
import { nameAt, pathEnd } from './super-scope.ts';

/** PostgreSQL's number of the type jsonb, which SUPER is here. */
const JSONB = 3802;

/** The values of a row that a statement writes, with the query of their columns. */
interface Written {
  readonly columns: string;
  readonly rows: readonly (readonly Span[])[];
}

function rowsAt(rewriter: Rewriter, at: number): readonly (readonly Span[])[] {
  const rows: Span[][] = [];
  for (let open = at; rewriter.has(open, '('); open = rewriter.after(open) + 1) {
    rows.push(splitSpans(rewriter, { from: open + 1, to: rewriter.after(open) - 1 }));
    if (!rewriter.has(rewriter.after(open), ',')) break;
  }
  return rows;
}

/**
 * Returns the items of the query in the span, which may be in parentheses and begin with common
 * tables, and of those that set operators add.
 */
function selectsIn(rewriter: Rewriter, { from, to }: Span): readonly (readonly Span[])[] {
  const rows: (readonly Span[])[] = [];
  // The queries of common tables are in parentheses.
  const isSelect = (word: string) => word === 'select';
  let start = rewriter.has(from, 'with') ? find(rewriter, { from, to }, isSelect) : from;
  while (start < to) {
    let end = start;
    if (rewriter.has(start, '(')) {
      end = rewriter.after(start);
      rows.push(...selectsIn(rewriter, { from: start + 1, to: end - 1 }));
    } else if (rewriter.has(start, 'select')) {
      const block = readSelect(rewriter, start);
      rows.push(block.items.map((item) => ({ from: item.from, to: item.valueEnd })));
      end = block.to;
    } else break;
    start = end + (rewriter.has(end + 1, 'all') ? 2 : 1);
  }
  return rows;
}

/** Detects parentheses of a query, and not of a list of columns. */
function isQueryAt(rewriter: Rewriter, at: number): boolean {
  let start = at;
  while (rewriter.has(start, '(')) start += 1;
  return start > at && (rewriter.has(start, 'select') || rewriter.has(start, 'with'));
}

/** Reads `INSERT INTO t (a, b) VALUES …`, `… SELECT …`, `… (SELECT …)` and `… WITH … SELECT …`. */
function inserted(rewriter: Rewriter, { from, to }: Span): Written {
  const target = pathEnd(rewriter, nameAt(rewriter, from + 2));
  const hasList = rewriter.has(target, '(') && !isQueryAt(rewriter, target);
  const at = hasList ? rewriter.after(target) : target;
  const names = hasList ? rewriter.write(target + 1, at - 1) : '*';
  const columns = `SELECT ${names} FROM ${rewriter.write(from + 2, target)}`;
  if (rewriter.has(at, 'values')) return { columns, rows: rowsAt(rewriter, at + 1) };
  return { columns, rows: selectsIn(rewriter, { from: at, to }) };
}

/** Returns true where the assignments of UPDATE end, or those of a MERGE, whose next action may follow. */
function isAfterSet(rewriter: Rewriter, at: number): boolean {
  return (
    rewriter.has(at, 'from') ||
    rewriter.has(at, 'where') ||
    rewriter.has(at, 'when', 'matched') ||
    rewriter.has(at, 'when', 'not', 'matched')
  );
}

/** Reads `SET a = …, b = …` within a span. */
function assigned(rewriter: Rewriter, table: string, { from, to }: Span): Written | undefined {
  const end = find(rewriter, { from: from + 1, to }, (_, place) => isAfterSet(rewriter, place));
  const items = splitSpans(rewriter, { from: from + 1, to: end }).filter((span) =>
    rewriter.has(span.from + 1, '='),
  );
  if (items.length === 0) return undefined;
  const names = items.map((span) => rewriter.write(span.from, span.from + 1)).join(', ');
  return {
    columns: `SELECT ${names} FROM ${table}`,
    rows: [items.map((span) => ({ from: span.from + 2, to: span.to }))],
  };
}

/** Reads `UPDATE t SET …`. */
function updated(rewriter: Rewriter, { from, to }: Span): Written | undefined {
  const target = pathEnd(rewriter, nameAt(rewriter, from + 1));
  const set = find(rewriter, { from: target, to }, (word) => word === 'set');
  return assigned(rewriter, rewriter.write(from + 1, target), { from: set, to });
}

/** Reads `THEN UPDATE SET …` and `THEN INSERT (a, b) VALUES (…)` of `MERGE INTO t …`. */
function merged(rewriter: Rewriter, { from, to }: Span): readonly (Written | undefined)[] {
  const target = pathEnd(rewriter, nameAt(rewriter, from + 2));
  const table = rewriter.write(from + 2, target);
  const written: (Written | undefined)[] = [];
  for (let at = target; at < to; at += 1) {
    if (rewriter.has(at, 'then', 'update', 'set')) {
      written.push(assigned(rewriter, table, { from: at + 2, to }));
    } else if (rewriter.has(at, 'then', 'insert')) {
      const hasList = rewriter.has(at + 2, '(');
      const values = hasList ? rewriter.after(at + 2) : at + 2;
      const names = hasList ? rewriter.write(at + 3, values - 1) : '*';
      const columns = `SELECT ${names} FROM ${table}`;
      written.push({ columns, rows: rowsAt(rewriter, values + 1) });
    }
  }
  return written;
}

/** Returns the values that an INSERT, UPDATE or MERGE writes. */
function writtenBy(rewriter: Rewriter, writing: Span): readonly Written[] {
  const written = rewriter.has(writing.from, 'merge')
    ? merged(rewriter, writing)
    : [
        rewriter.has(writing.from, 'insert')
          ? inserted(rewriter, writing)
          : updated(rewriter, writing),
      ];
  return written.filter((item) => item !== undefined);
}

/** Returns true for a string, a number with or without a sign, or a truth value. */
function isLiteral(rewriter: Rewriter, { from, to }: Span): boolean {
  const isSigned = rewriter.has(from, '-') || rewriter.has(from, '+');
  if (isSigned) return to === from + 2 && rewriter.tokens[from + 1]?.kind === 'number';
  const token = rewriter.tokens[from];
  const isBoolean = rewriter.has(from, 'true') || rewriter.has(from, 'false');
  return to === from + 1 && (token?.kind === 'string' || token?.kind === 'number' || isBoolean);
}

/** Returns what the parentheses around an expression contain. */
function withoutParentheses(rewriter: Rewriter, { from, to }: Span): Span {
  if (!rewriter.has(from, '(') || rewriter.after(from) !== to) return { from, to };
  return withoutParentheses(rewriter, { from: from + 1, to: to - 1 });
}

function isWritingAt(rewriter: Rewriter, at: number): boolean {
  if (['insert', 'merge'].some((verb) => rewriter.has(at, verb, 'into'))) return true;
  // UPDATE of a MERGE names no table.
  return rewriter.has(at, 'update') && !rewriter.has(at + 1, 'set');
}

/** First words of a routine's body. */
const BEGINS_BODY = ['declare', 'begin', '<<'];

/** Returns the INSERT, UPDATE or MERGE of which a token is part, also in the body of a routine. */
function writingAround(rewriter: Rewriter, at: number): Span | undefined {
  const { tokens } = rewriter;
  if (isWritingAt(rewriter, 0)) return { from: 0, to: tokens.length };
  if (!BEGINS_BODY.some((word) => rewriter.has(0, word))) return undefined;
  for (let from = at; from > 0 && !rewriter.has(from, ';'); from -= 1) {
    if (!BEGINS_STATEMENT.has(tokens[from - 1]?.text ?? '')) continue;
    if (!isWritingAt(rewriter, from)) continue;
    return { from, to: find(rewriter, { from, to: tokens.length }, (word) => word === ';') };
  }
  return undefined;
}

/** Returns the ends of literals that are written to columns of SUPER, by their first tokens. */
function superLiterals(rewriter: Rewriter, writing: Span): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const { columns, rows } of writtenBy(rewriter, writing)) {
    const literals = rows.flatMap((row) =>
      row.flatMap((value, place) => {
        const span = withoutParentheses(rewriter, value);
        return isLiteral(rewriter, span) ? [{ ...span, place }] : [];
      }),
    );
    const types = literals.length === 0 ? [] : (rewriter.typesOf(columns) ?? []);
    for (const { from, to, place } of literals) if (types[place] === JSONB) ends.set(from, to);
  }
  return ends;
}

/** A statement that writes, with its literals. */
interface KnownWriting extends Span {
  literals: ReadonlyMap<number, number>;
}

const cache = new WeakMap<Rewriter, KnownWriting[]>();

function literalsAround(rewriter: Rewriter, at: number): ReadonlyMap<number, number> | undefined {
  const statements = cache.get(rewriter) ?? [];
  cache.set(rewriter, statements);
  const known = statements.findLast(({ from, to }) => from <= at && at < to);
  if (known !== undefined) return known.literals;
  const writing = writingAround(rewriter, at);
  if (writing === undefined) return undefined;
  // Reading the statement writes parts of it, such as the 1 of TOP 1, which are no values.
  const statement: KnownWriting = { ...writing, literals: new Map() };
  statements.push(statement);
  statement.literals = superLiterals(rewriter, writing);
  return statement.literals;
}

/**
 * Translates literals that INSERT, UPDATE and MERGE write to columns of SUPER: text is stored as it is, where
 * PostgreSQL would parse it as JSON. In the body of a routine, this requires that the table exists.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/super-overview.html
 */
export const superValuesRule: Rule = (rewriter, at) => {
  const isPossible = [1, 2].some((length) => isLiteral(rewriter, { from: at, to: at + length }));
  const to = isPossible ? literalsAround(rewriter, at)?.get(at) : undefined;
  if (to === undefined) return undefined;
  const text = rewriter.tokens.slice(at, to).map((token) => token.text);
  const isString = rewriter.tokens[at]?.kind === 'string';
  return {
    to,
    text: `redshift_internal.${isString ? 'super' : 'to_super'}(${text.join('')})`,
  };
};
