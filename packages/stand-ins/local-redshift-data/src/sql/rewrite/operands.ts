import type { Rewriter } from './rewriter.ts';
import { isName } from './select-block.ts';

/** The token of the parenthesis that closes at `at`. */
function openingOf(rewriter: Rewriter, at: number): number {
  let depth = 0;
  for (let open = at; open >= 0; open -= 1) {
    if (rewriter.has(open, ')')) depth += 1;
    if (rewriter.has(open, '(') && (depth -= 1) === 0) return open;
  }
  return 0;
}

/** The CASE that ends at `at`. */
function caseOf(rewriter: Rewriter, at: number): number {
  let depth = 0;
  for (let start = at; start >= 0; start -= 1) {
    if (rewriter.has(start, 'end')) depth += 1;
    if (rewriter.has(start, 'case') && (depth -= 1) === 0) return start;
  }
  return at;
}

/** Words before a parenthesis that call no function. */
const NOT_CALLED = new Set(
  'select distinct all and or not in when then else as where having on by between like'.split(' '),
);

/** Where a call whose last parenthesis opens at `open` begins: `SUM(x) OVER (…)` at SUM. */
function callStart(rewriter: Rewriter, open: number): number {
  const name = rewriter.tokens[open - 1];
  if (!isName(name) || (name.kind === 'word' && NOT_CALLED.has(name.text))) return open;
  let start = open - 1;
  if (rewriter.has(start, 'over')) start -= 1;
  else if (rewriter.has(start - 1, 'within', 'group')) start -= 2;
  else return start;
  if (rewriter.has(start, 'nulls')) start -= 2;
  return rewriter.has(start, ')') ? callStart(rewriter, openingOf(rewriter, start)) : start;
}

const BEFORE_TEXT = new Set(['date', 'interval', 'time', 'timestamp', 'timestamptz', 'timetz']);

/** Detects the text of `DATE '2024-01-01'`. */
function isTyped(rewriter: Rewriter, at: number): boolean {
  return (
    rewriter.tokens[at]?.kind === 'string' && BEFORE_TEXT.has(rewriter.tokens[at - 1]?.text ?? '')
  );
}

/**
 * The token where the operand before `at` begins: a literal, a name, a call with its window, CASE,
 * parentheses, or one of these with casts.
 */
export function operandStart(rewriter: Rewriter, at: number): number {
  let start = at - 1;
  if (rewriter.has(start, ')')) start = callStart(rewriter, openingOf(rewriter, start));
  else if (rewriter.has(start, 'end')) start = caseOf(rewriter, start);
  else if (isTyped(rewriter, start)) start -= 1;
  while (rewriter.has(start - 1, '.')) start -= 2;
  if (rewriter.has(start - 1, '::')) return operandStart(rewriter, start - 1);
  return start;
}

/** The token after the END of the CASE at `at`. */
function afterCase(rewriter: Rewriter, at: number): number {
  let depth = 0;
  for (let end = at; end < rewriter.tokens.length; end += 1) {
    if (rewriter.has(end, 'case')) depth += 1;
    if (rewriter.has(end, 'end') && (depth -= 1) === 0) return end + 1;
  }
  return at;
}

/** The token after the arguments of a call, and what may follow them. */
function afterCall(rewriter: Rewriter, open: number): number {
  let end = rewriter.after(open);
  if (rewriter.has(end, 'within', 'group', '(')) end = rewriter.after(end + 2);
  if (rewriter.has(end + 1, 'nulls')) end += 2;
  if (rewriter.has(end, 'over', '(')) return rewriter.after(end + 1);
  return rewriter.has(end, 'over') ? end + 2 : end;
}

function afterCasts(rewriter: Rewriter, at: number): number {
  let end = at;
  while (rewriter.has(end, '::')) {
    end += rewriter.has(end + 1, 'double') || rewriter.has(end + 2, 'varying') ? 3 : 2;
    if (rewriter.has(end, '(')) end = rewriter.after(end);
  }
  return end;
}

/** The token after the operand that begins at `at`, as `operandStart` has operands; -1 for what is none. */
export function operandEnd(rewriter: Rewriter, at: number): number {
  const token = rewriter.tokens[at];
  if (rewriter.has(at, '-') || rewriter.has(at, '+')) return operandEnd(rewriter, at + 1);
  if (rewriter.has(at, 'case')) return afterCasts(rewriter, afterCase(rewriter, at));
  if (rewriter.has(at, '(')) return afterCasts(rewriter, rewriter.after(at));
  if (token?.kind === 'number' || token?.kind === 'string') return afterCasts(rewriter, at + 1);
  if (!isName(token)) return -1;
  let end = at + 1;
  while (rewriter.has(end, '.') && isName(rewriter.tokens[end + 1])) end += 2;
  if (rewriter.has(end, '[')) return -1;
  return afterCasts(rewriter, rewriter.has(end, '(') ? afterCall(rewriter, end) : end);
}
