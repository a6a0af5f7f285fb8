import { identifierOf, type Token } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { splitSpans } from './function-call.ts';
import type { Rewriter } from './rewriter.ts';

const CLAUSES = [
  'from',
  'where',
  'start',
  'connect',
  'group',
  'having',
  'qualify',
  'window',
  'order',
  'limit',
  'offset',
  'fetch',
] as const;
export type ClauseName = (typeof CLAUSES)[number];

/** An item of a SELECT list, with its alias. */
export interface SelectItem extends Span {
  readonly alias: string | undefined;
  /** End of the expression, where ` AS alias` begins. */
  readonly valueEnd: number;
}

/** One SELECT with its clauses, up to the next set operator or the end. */
export interface SelectBlock extends Span {
  /** True for `SELECT DISTINCT`. */
  readonly isDistinct: boolean;
  /** Number of rows of `TOP n`. */
  readonly top: string | undefined;
  readonly items: readonly SelectItem[];
  /** Columns that `EXCLUDE` at the end of the list takes from what `*` stands for. */
  readonly excluded: ReadonlySet<string>;
  readonly list: Span;
  readonly clauses: Clauses;
  /** True if a set operator precedes or follows it. */
  readonly isBranch: boolean;
}

const SET_OPERATORS = new Set(['union', 'intersect', 'except', 'minus']);

export function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

/** Words that end an expression and are no alias. */
const NO_ALIAS = new Set([
  'end',
  'null',
  'true',
  'false',
  'asc',
  'desc',
  'sysdate',
  'current_date',
]);
/** Units after `INTERVAL '5'`, which are no alias either. */
const INTERVAL_UNIT = /^(year|month|day|hour|minute|second)s?$/;
/** Words that continue an expression, so that the next word is no alias. */
const CONTINUES = new Set(
  'and or not in is like ilike between case when then else as distinct similar to collate over all interval date timestamp time timestamptz'.split(
    ' ',
  ),
);

function itemOf(rewriter: Rewriter, { from, to }: Span): SelectItem {
  const { tokens } = rewriter;
  const last = tokens[to - 1];
  const before = tokens[to - 2];
  if (!isName(last) || to - from < 2) return { from, to, valueEnd: to, alias: undefined };
  if (rewriter.has(to - 2, 'as')) return { from, to, valueEnd: to - 2, alias: identifierOf(last) };
  const follows =
    before?.text === ')' ||
    before?.kind === 'string' ||
    before?.kind === 'number' ||
    (isName(before) && !CONTINUES.has(before.text));
  const isUnit = rewriter.has(to - 3, 'interval') && INTERVAL_UNIT.test(last.text);
  const isAlias = follows && !isUnit && !(last.kind === 'word' && NO_ALIAS.has(last.text));
  return isAlias
    ? { from, to, valueEnd: to - 1, alias: identifierOf(last) }
    : { from, to, valueEnd: to, alias: undefined };
}

function clauseAt(rewriter: Rewriter, at: number): ClauseName | undefined {
  const token = rewriter.tokens[at];
  if (token?.kind !== 'word' || rewriter.has(at - 1, '.') || rewriter.has(at - 1, 'as'))
    return undefined;
  const name = CLAUSES.find((clause) => clause === token.text);
  if (name === 'order' || name === 'group') return rewriter.has(at + 1, 'by') ? name : undefined;
  if (name === 'start') return rewriter.has(at + 1, 'with') ? name : undefined;
  if (name === 'connect') return rewriter.has(at + 1, 'by') ? name : undefined;
  if (name === 'from' && rewriter.has(at - 1, 'distinct')) return undefined;
  return name;
}

/** Detects LOOP after the query of `FOR row IN SELECT … LOOP` in a procedure. */
function endsLoopQuery(rewriter: Rewriter, at: number): boolean {
  return rewriter.has(at, 'loop') && !rewriter.has(at - 1, 'as') && !rewriter.has(at - 1, '.');
}

/** Finds the end of the SELECT, and its clauses. */
function readClauses(rewriter: Rewriter, from: number) {
  const starts: { name: ClauseName | 'list'; at: number }[] = [];
  const { tokens } = rewriter;
  let at = from;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (rewriter.has(at, ')') || rewriter.has(at, ';')) break;
    if (rewriter.has(at, 'with', 'no', 'schema', 'binding')) break;
    if (endsLoopQuery(rewriter, at)) break;
    if (token?.kind === 'word' && SET_OPERATORS.has(token.text) && !rewriter.has(at - 1, '.'))
      break;
    if (rewriter.has(at, '(')) at = rewriter.after(at) - 1;
    else {
      const name = clauseAt(rewriter, at);
      if (name !== undefined && !starts.some((start) => start.name === name))
        starts.push({ name, at });
    }
  }
  const clauses = new Map<ClauseName, Span>();
  for (const [index, { name, at: start }] of starts.entries()) {
    if (name !== 'list') clauses.set(name, { from: start, to: starts[index + 1]?.at ?? at });
  }
  return { to: at, clauses, listEnd: starts[0]?.at ?? at };
}

type Clauses = ReadonlyMap<ClauseName, Span>;

/**
 * Removes the clauses that belong to the whole query: `SELECT … UNION SELECT … ORDER BY … LIMIT …`.
 */
function ofBranch({ to, clauses }: { to: number; clauses: Clauses }) {
  const own = new Map(clauses);
  let end = to;
  for (const name of ['order', 'limit', 'offset', 'fetch'] as const) {
    end = Math.min(end, own.get(name)?.from ?? end);
    own.delete(name);
  }
  return { to: end, clauses: own };
}

/** Returns the end and the FROM clause of the SELECT that begins at `at`. */
export function readFrom(rewriter: Rewriter, at: number): { to: number; from: Span | undefined } {
  const { to, clauses } = readClauses(rewriter, at + 1);
  return { to, from: clauses.get('from') };
}

/** The names after an EXCLUDE: one, or several in parentheses. */
export function excludedNames(rewriter: Rewriter, at: number): ReadonlySet<string> {
  const list = rewriter.has(at + 1, '(')
    ? splitSpans(rewriter, { from: at + 2, to: rewriter.after(at + 1) - 1 })
    : [{ from: at + 1, to: at + 2 }];
  return new Set(list.map((span) => identifierOf(rewriter.tokens[span.from]!)));
}

/** The EXCLUDE at the end of a list, or the end of the list: `SELECT *, a AS b EXCLUDE (c)`. */
function trailingExclude(rewriter: Rewriter, { from, to }: Span): number {
  const end = to - 1;
  let at = end - 1;
  if (rewriter.has(end, ')')) {
    while (at > from && !(rewriter.has(at, '(') && rewriter.after(at) === to)) at -= 1;
    at -= 1;
  }
  const isTrailing = at > from && rewriter.has(at, 'exclude') && !rewriter.has(at - 1, '*');
  return isTrailing && !rewriter.has(at - 1, ',') ? at : to;
}

/** Reads the SELECT that begins at `at`. */
export function readSelect(rewriter: Rewriter, at: number): SelectBlock {
  const { tokens } = rewriter;
  let from = at + 1;
  let top: string | undefined;
  let isDistinct = false;
  if (rewriter.has(from, 'all')) from += 1;
  if (rewriter.has(from, 'distinct')) {
    isDistinct = true;
    from += 1;
  }
  if (
    rewriter.has(from, 'top') &&
    (tokens[from + 1]?.kind === 'number' || rewriter.has(from + 1, '('))
  ) {
    const end = rewriter.has(from + 1, '(') ? rewriter.after(from + 1) : from + 2;
    top = rewriter.write(from + 1, end);
    from = end;
  }
  if (rewriter.has(from, 'distinct')) {
    isDistinct = true;
    from += 1;
  }
  const isAfter =
    SET_OPERATORS.has(tokens[at - 1]?.text ?? '') || rewriter.has(at - 2, 'union', 'all');
  const read = readClauses(rewriter, from);
  const { to, clauses } = isAfter ? ofBranch(read) : read;
  const whole = { from, to: Math.min(read.listEnd, to) };
  const list = { from, to: trailingExclude(rewriter, whole) };
  return {
    from: at,
    to,
    isDistinct,
    top,
    list,
    excluded: list.to < whole.to ? excludedNames(rewriter, list.to) : new Set(),
    items: splitSpans(rewriter, list).map((span) => itemOf(rewriter, span)),
    clauses,
    isBranch: isAfter || SET_OPERATORS.has(tokens[to]?.text ?? ''),
  };
}
