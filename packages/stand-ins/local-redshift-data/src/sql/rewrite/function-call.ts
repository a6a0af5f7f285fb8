import type { Span } from '../table-definition.ts';
import type { Rewriter } from './rewriter.ts';

/**
 * The clauses of `OVER (PARTITION BY … ORDER BY … ROWS …)`, with their keywords; each may be empty.
 */
export interface Window {
  readonly partition: string;
  readonly order: string;
  readonly frame: string;
}

/** A function call, including the clauses after its arguments. */
export interface FunctionCall {
  readonly name: string;
  readonly arguments: readonly string[];
  /** The text between the parentheses. */
  readonly inner: string;
  /** `ORDER BY …` of WITHIN GROUP. */
  readonly withinGroup: string | undefined;
  readonly ignoresNulls: boolean;
  readonly over: Window | undefined;
  /** ` OVER (…)` as written; may be empty. */
  readonly overText: string;
  readonly end: number;
}

const FRAMES = new Set(['rows', 'range', 'groups']);

/** Returns the token of one of the words, outside parentheses. */
export function find(
  rewriter: Rewriter,
  { from, to }: Span,
  test: (word: string, at: number) => boolean,
): number {
  for (let at = from; at < to; at += 1) {
    if (rewriter.has(at, '(')) at = rewriter.after(at) - 1;
    else if (test(rewriter.tokens[at]?.text ?? '', at)) return at;
  }
  return to;
}

function windowOf(rewriter: Rewriter, span: Span): Window {
  const order = find(rewriter, span, (_, at) => rewriter.has(at, 'order', 'by'));
  const frame = find(rewriter, span, (word) => FRAMES.has(word));
  return {
    partition: rewriter.write(span.from, Math.min(order, frame)).trim(),
    order: rewriter.write(order, frame).trim(),
    frame: rewriter.write(frame, span.to),
  };
}

/** Parses `IGNORE NULLS` or `RESPECT NULLS`, which may be before or after the parenthesis. */
function nullsAt(rewriter: Rewriter, at: number): 'ignore' | 'respect' | undefined {
  if (rewriter.has(at, 'ignore', 'nulls')) return 'ignore';
  return rewriter.has(at, 'respect', 'nulls') ? 'respect' : undefined;
}

/** Words before a name with a list of columns: `INSERT INTO log (…)`, `CREATE TABLE log (…)`. */
const BEFORE_COLUMNS = new Set(
  'analyze as copy exists into recursive references table vacuum verbose view with'.split(' '),
);

/**
 * Returns true if the name at `at` calls a function. A table may have the name of a function, and its
 * columns follow it as arguments do.
 */
export function isCall(rewriter: Rewriter, at: number): boolean {
  if (rewriter.tokens[at]?.kind !== 'word' || !rewriter.has(at + 1, '(')) return false;
  const before = rewriter.tokens[at - 1]?.text ?? '';
  return (
    before !== '.' &&
    !BEFORE_COLUMNS.has(before) &&
    // A common table: `WITH …, log (a) AS (`.
    !rewriter.has(rewriter.after(at + 1), 'as', '(')
  );
}

/** Parses the call whose name is at `at`, before a parenthesis. */
export function readCall(rewriter: Rewriter, at: number): FunctionCall {
  const { tokens } = rewriter;
  const open = at + 1;
  let end = rewriter.after(open);
  const innerNulls = nullsAt(rewriter, end - 3);
  const innerEnd = innerNulls === undefined ? end - 1 : end - 3;
  const spans = splitSpans(rewriter, { from: open + 1, to: innerEnd });
  let withinGroup: string | undefined;
  if (rewriter.has(end, 'within', 'group', '(')) {
    const close = rewriter.after(end + 2);
    withinGroup = rewriter.write(end + 3, close - 1);
    end = close;
  }
  const nulls = innerNulls ?? nullsAt(rewriter, end);
  if (nulls !== undefined && innerNulls === undefined) end += 2;
  const overAt = end;
  let over: Window | undefined;
  if (rewriter.has(end, 'over', '(')) {
    const close = rewriter.after(end + 1);
    over = windowOf(rewriter, { from: end + 2, to: close - 1 });
    end = close;
  } else if (rewriter.has(end, 'over')) end += 2;
  return {
    name: tokens[at]?.text ?? '',
    arguments: spans.map((span) => rewriter.writeSpan(span)),
    inner: rewriter.write(open + 1, innerEnd),
    withinGroup,
    ignoresNulls: nulls === 'ignore',
    over,
    overText: overAt === end ? '' : ` ${rewriter.write(overAt, end)}`,
    end,
  };
}

/** Splits a span at commas outside parentheses. */
export function splitSpans(rewriter: Rewriter, { from, to }: Span): Span[] {
  const spans: Span[] = [];
  let start = from;
  for (;;) {
    const comma = find(rewriter, { from: start, to }, (word) => word === ',');
    if (start < to) spans.push({ from: start, to: comma });
    if (comma >= to) return spans;
    start = comma + 1;
  }
}
