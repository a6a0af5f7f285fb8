import type { Span } from '../table-definition.ts';
import { splitSpans } from './function-call.ts';
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

/** Reads `INSERT INTO t (a, b) VALUES …` and `INSERT INTO t (a, b) SELECT …`. */
function inserted(rewriter: Rewriter): Written | undefined {
  const target = pathEnd(rewriter, 2);
  const hasList = rewriter.has(target, '(');
  const at = hasList ? rewriter.after(target) : target;
  const names = hasList ? rewriter.write(target + 1, at - 1) : '*';
  const columns = `SELECT ${names} FROM ${rewriter.write(2, target)}`;
  if (rewriter.has(at, 'values')) return { columns, rows: rowsAt(rewriter, at + 1) };
  if (!rewriter.has(at, 'select')) return undefined;
  return {
    columns,
    rows: [readSelect(rewriter, at).items.map(({ from, valueEnd: to }) => ({ from, to }))],
  };
}

/** Reads `UPDATE t SET a = …, b = …`. */
function updated(rewriter: Rewriter): Written | undefined {
  const target = pathEnd(rewriter, 1);
  const set = rewriter.tokens.findIndex((_, at) => at >= target && rewriter.has(at, 'set'));
  if (set === -1) return undefined;
  const end = rewriter.tokens.findIndex(
    (_, at) => at > set && (rewriter.has(at, 'from') || rewriter.has(at, 'where')),
  );
  const assigned = splitSpans(rewriter, {
    from: set + 1,
    to: end === -1 ? rewriter.tokens.length : end,
  }).filter(({ from }) => rewriter.has(from + 1, '='));
  if (assigned.length === 0) return undefined;
  const names = assigned.map(({ from }) => rewriter.write(from, from + 1)).join(', ');
  return {
    columns: `SELECT ${names} FROM ${rewriter.write(1, target)}`,
    rows: [assigned.map(({ from, to }) => ({ from: from + 2, to }))],
  };
}

/** Returns true for a string, a number or a truth value. */
function isLiteral(rewriter: Rewriter, { from, to }: Span): boolean {
  const token = rewriter.tokens[from];
  const isBoolean = rewriter.has(from, 'true') || rewriter.has(from, 'false');
  return to === from + 1 && (token?.kind === 'string' || token?.kind === 'number' || isBoolean);
}

/** Returns the tokens of literals that are written to columns of SUPER. */
function superLiterals(rewriter: Rewriter): ReadonlySet<number> {
  const written = rewriter.has(0, 'insert', 'into')
    ? inserted(rewriter)
    : rewriter.has(0, 'update')
      ? updated(rewriter)
      : undefined;
  const literals = (written?.rows ?? []).map((row) =>
    row.flatMap((span, place) => (isLiteral(rewriter, span) ? [{ at: span.from, place }] : [])),
  );
  if (written === undefined || literals.every(({ length }) => length === 0)) return new Set();
  const types = rewriter.typesOf(written.columns) ?? [];
  return new Set(literals.flat().flatMap(({ at, place }) => (types[place] === JSONB ? [at] : [])));
}

const cache = new WeakMap<Rewriter, ReadonlySet<number>>();

/**
 * Translates literals that INSERT and UPDATE write to columns of SUPER: text is stored as it is, where
 * PostgreSQL would parse it as JSON.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/super-overview.html
 */
export const superValuesRule: Rule = (rewriter, at) => {
  const isWriting = rewriter.has(0, 'insert', 'into') || rewriter.has(0, 'update');
  if (!isWriting || !isLiteral(rewriter, { from: at, to: at + 1 })) return undefined;
  const known = cache.get(rewriter) ?? superLiterals(rewriter);
  cache.set(rewriter, known);
  if (!known.has(at)) return undefined;
  const { kind, text } = rewriter.tokens[at]!;
  return {
    to: at + 1,
    text: `redshift_internal.${kind === 'string' ? 'super' : 'to_super'}(${text})`,
  };
};
