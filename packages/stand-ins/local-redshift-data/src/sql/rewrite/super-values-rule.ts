import type { Span } from '../table-definition.ts';
import { find, splitSpans } from './function-call.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { readSelect } from './select-block.ts';
import { pathEnd } from './super-scope.ts';

/** PostgreSQL's number of the type jsonb, which SUPER is here. */
const JSONB = 3802;

/** The values of a row that an INSERT or UPDATE writes, with the query of their columns. */
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
function inserted(rewriter: Rewriter): Written | undefined {
  const target = pathEnd(rewriter, 2);
  const hasList = rewriter.has(target, '(') && !isQueryAt(rewriter, target);
  const at = hasList ? rewriter.after(target) : target;
  const names = hasList ? rewriter.write(target + 1, at - 1) : '*';
  const columns = `SELECT ${names} FROM ${rewriter.write(2, target)}`;
  if (rewriter.has(at, 'values')) return { columns, rows: rowsAt(rewriter, at + 1) };
  return { columns, rows: selectsIn(rewriter, { from: at, to: rewriter.tokens.length }) };
}

const AFTER_SET = new Set(['from', 'where', ';']);

/** Reads `UPDATE t SET a = …, b = …`. */
function updated(rewriter: Rewriter): Written | undefined {
  const target = pathEnd(rewriter, 1);
  const { length } = rewriter.tokens;
  const set = find(rewriter, { from: target, to: length }, (word) => word === 'set');
  const from = set + 1;
  const to = find(rewriter, { from, to: length }, (word) => AFTER_SET.has(word));
  const assigned = splitSpans(rewriter, { from, to }).filter((span) =>
    rewriter.has(span.from + 1, '='),
  );
  if (assigned.length === 0) return undefined;
  const names = assigned.map((span) => rewriter.write(span.from, span.from + 1)).join(', ');
  return {
    columns: `SELECT ${names} FROM ${rewriter.write(1, target)}`,
    rows: [assigned.map((span) => ({ from: span.from + 2, to: span.to }))],
  };
}

/** Returns true for a string, a number with or without a sign, or a truth value. */
function isLiteral(rewriter: Rewriter, { from, to }: Span): boolean {
  const isSigned = rewriter.has(from, '-') || rewriter.has(from, '+');
  if (isSigned) return to === from + 2 && rewriter.tokens[from + 1]?.kind === 'number';
  const token = rewriter.tokens[from];
  const isBoolean = rewriter.has(from, 'true') || rewriter.has(from, 'false');
  return to === from + 1 && (token?.kind === 'string' || token?.kind === 'number' || isBoolean);
}

/** Returns the ends of literals that are written to columns of SUPER, by their first tokens. */
function superLiterals(rewriter: Rewriter): ReadonlyMap<number, number> {
  const written = rewriter.has(0, 'insert', 'into')
    ? inserted(rewriter)
    : rewriter.has(0, 'update')
      ? updated(rewriter)
      : undefined;
  const literals = (written?.rows ?? []).map((row) =>
    row.flatMap((span, place) => (isLiteral(rewriter, span) ? [{ ...span, place }] : [])),
  );
  if (written === undefined || literals.every(({ length }) => length === 0)) return new Map();
  const types = rewriter.typesOf(written.columns) ?? [];
  const ofSuper = literals.flat().filter(({ place }) => types[place] === JSONB);
  return new Map(ofSuper.map(({ from, to }) => [from, to]));
}

const cache = new WeakMap<Rewriter, ReadonlyMap<number, number>>();

/**
 * Translates literals that INSERT and UPDATE write to columns of SUPER: text is stored as it is, where
 * PostgreSQL would parse it as JSON.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/super-overview.html
 */
export const superValuesRule: Rule = (rewriter, at) => {
  const isWriting = rewriter.has(0, 'insert', 'into') || rewriter.has(0, 'update');
  const isPossible = [1, 2].some((length) => isLiteral(rewriter, { from: at, to: at + length }));
  if (!isWriting || !isPossible) return undefined;
  const known = cache.get(rewriter) ?? superLiterals(rewriter);
  cache.set(rewriter, known);
  const to = known.get(at);
  if (to === undefined) return undefined;
  const text = rewriter.tokens.slice(at, to).map((token) => token.text);
  const isString = rewriter.tokens[at]?.kind === 'string';
  return {
    to,
    text: `redshift_internal.${isString ? 'super' : 'to_super'}(${text.join('')})`,
  };
};
