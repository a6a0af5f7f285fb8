import { textOf } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { find, splitSpans } from './function-call.ts';
import type { Rewriter, Rewritten } from './rewriter.ts';

const OF_TEXT = new Set(['like', 'ilike', '||', 'similar']);
const COMPARED: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '>', '<=', '>=']);
export const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

interface Literal extends Span {
  /** With its type, so that it is compared with SUPER as text and not as JSON. */
  readonly text: string;
}

/** Returns the text literal that begins at a token, perhaps in parentheses. */
function literalAt(rewriter: Rewriter, from: number): Literal | undefined {
  let at = from;
  while (rewriter.has(at, '(')) at += 1;
  const depth = at - from;
  const to = at + 1 + depth;
  const isAlone = Array.from({ length: depth }, (_, index) => at + 1 + index).every((place) =>
    rewriter.has(place, ')'),
  );
  const isLiteral = rewriter.tokens[at]?.kind === 'string' && isAlone;
  // PostgreSQL converts text beside an arithmetic operator to a number.
  return isLiteral && !ARITHMETIC.has(rewriter.tokens[to]?.text ?? '')
    ? { from, to, text: `${textOf(rewriter.source, at, at + 1)}::text` }
    : undefined;
}

/** Words before an operand. Before a parenthesis, other words are names of functions. */
const BEFORE_OPERAND = new Set(
  `and between by case distinct else elsif having if ilike like not on or qualify return select
   then to when where while with`.split(/\s+/),
);

/** Returns true for a parenthesis around an operand, unlike that of a call or of IN. */
export function opensOperand(rewriter: Rewriter, at: number): boolean {
  const before = rewriter.tokens[at - 1];
  if (!rewriter.has(at, '(') || before === undefined) return false;
  if (before.kind === 'symbol') return before.text !== ')' && before.text !== ']';
  // SELECT TOP 5 ('x') = t.s.a.
  return before.kind === 'number' || BEFORE_OPERAND.has(before.text);
}

/** Last words of types, which are also the types of literals: `DATE '2024-01-01'`. */
const TYPES = new Set(
  `bigint binary bool boolean bpchar char character date decimal float float4 float8 geography
   geometry hllsketch int int2 int4 int8 integer interval nchar numeric nvarchar precision real
   smallint super text time timestamp timestamptz timetz varbinary varbyte varchar varying
   zone`.split(/\s+/),
);

/** Returns true if a literal, perhaps in parentheses, has no type and is no argument of a call. */
function isOperand(rewriter: Rewriter, from: number): boolean {
  const before = rewriter.tokens[from - 1]?.text ?? '';
  // PostgreSQL converts text beside an arithmetic operator to a number.
  if (ARITHMETIC.has(before)) return false;
  return rewriter.has(from, '(') ? opensOperand(rewriter, from) : !TYPES.has(before);
}

/** Returns the text literal that is the operand before a token, perhaps in parentheses. */
export function literalBefore(rewriter: Rewriter, to: number): Literal | undefined {
  let at = to - 1;
  while (rewriter.has(at, ')')) at -= 1;
  const from = at - (to - 1 - at);
  const literal = isOperand(rewriter, from) ? literalAt(rewriter, from) : undefined;
  return literal?.to === to ? literal : undefined;
}

/** The bounds of a BETWEEN at `at`; the upper one is known by its first token. */
export function boundsOf(rewriter: Rewriter, at: number): { lower: Span; upper: number } {
  let cases = 0;
  const and = find(rewriter, { from: at + 1, to: rewriter.tokens.length }, (word) => {
    if (word === 'case') cases += 1;
    if (word === 'end') cases -= 1;
    return word === 'and' && cases === 0;
  });
  return { lower: { from: at + 1, to: and }, upper: and + 1 };
}

/** The values of an IN at `at`, which may also be one subquery. */
export function valuesOf(rewriter: Rewriter, at: number): readonly Span[] {
  return splitSpans(rewriter, { from: at + 2, to: rewriter.after(at + 1) - 1 });
}

function isWhole(literal: Literal | undefined, { to }: Span): literal is Literal {
  return literal?.to === to;
}

/** Writes the values of an IN or the bounds of a BETWEEN at `at`, if text literals are among them. */
function severalText(rewriter: Rewriter, at: number): { to: number; text: string } | undefined {
  const written = (span: Span): string => {
    const literal = literalAt(rewriter, span.from);
    return isWhole(literal, span) ? literal.text : rewriter.writeSpan(span);
  };
  const isLiteral = (span: Span): boolean => isWhole(literalAt(rewriter, span.from), span);
  if (rewriter.has(at, 'in', '(')) {
    const values = valuesOf(rewriter, at);
    return values.some(isLiteral)
      ? { to: rewriter.after(at + 1), text: `IN (${values.map(written).join(', ')})` }
      : undefined;
  }
  if (!rewriter.has(at, 'between')) return undefined;
  const { lower, upper } = boundsOf(rewriter, at);
  const last = literalAt(rewriter, upper);
  if (last === undefined && !isLiteral(lower)) return undefined;
  return last === undefined
    ? { to: lower.to, text: `BETWEEN ${written(lower)} ` }
    : { to: last.to, text: `BETWEEN ${written(lower)} AND ${last.text}` };
}

/**
 * Writes a SUPER value, in tokens `at` up to `end`, and the text literals that it is compared with.
 * @param text the value in PostgreSQL's SQL
 */
export function besideText(
  rewriter: Rewriter,
  at: number,
  end: number,
  text: string,
): Rewritten | undefined {
  const [before = '', next = ''] = [at - 1, end].map((place) => rewriter.tokens[place]?.text);
  const right = COMPARED.has(next) ? literalAt(rewriter, end + 1) : undefined;
  if (right !== undefined) return { to: right.to, text: `${text} ${next} ${right.text}` };
  const operator = next === 'not' ? end + 1 : end;
  const isPattern = OF_TEXT.has(before) || rewriter.has(at - 2, 'similar', 'to');
  if (isPattern || OF_TEXT.has(rewriter.tokens[operator]?.text ?? '')) {
    return { to: end, text: `(${text})::varchar` };
  }
  const several = severalText(rewriter, operator);
  if (several !== undefined) {
    const not = operator === end ? '' : 'NOT ';
    return { to: several.to, text: `${text} ${not}${several.text}` };
  }
  // A cast or arithmetic determines the type that the literal is compared with.
  const isValue = next !== '::' && !ARITHMETIC.has(next);
  const left = COMPARED.has(before) && isValue ? literalBefore(rewriter, at - 1) : undefined;
  return left && { from: left.from, to: end, text: `${left.text} ${before} ${text}` };
}
