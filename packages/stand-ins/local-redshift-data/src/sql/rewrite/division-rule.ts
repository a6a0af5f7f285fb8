import { numberTypeOf } from './number-type-of.ts';
import { resultType } from './number-types.ts';
import { operandEnd, operandStart } from './operands.ts';
import type { Rewriter, Rule } from './rewriter.ts';

const FACTORS = new Set(['*', '/', '%']);

/** Where the product before `at` begins: `a * b` of `a * b / c`. */
function productStart(rewriter: Rewriter, at: number): number {
  let start = operandStart(rewriter, at);
  while (FACTORS.has(rewriter.tokens[start - 1]?.text ?? '')) {
    start = operandStart(rewriter, start - 1);
  }
  return start;
}

const BEFORE_ITEM = new Set(['select', 'distinct', 'all', ',']);
const ENDS_LIST = new Set(['from', 'where', 'having', 'by', 'on', 'set', 'values', 'using']);
const AFTER_ITEM = new Set(
  ', ) from where group having qualify order limit union intersect except minus'.split(' '),
);

/** Whether the tokens are a whole item of a SELECT list, without a name. */
function isNamelessItem(rewriter: Rewriter, from: number, to: number): boolean {
  const next = rewriter.tokens[to]?.text;
  if (next !== undefined && !AFTER_ITEM.has(next)) return false;
  if (!BEFORE_ITEM.has(rewriter.tokens[from - 1]?.text ?? '')) return false;
  let depth = 0;
  for (let at = from - 1; at >= 0; at -= 1) {
    if (rewriter.has(at, ')')) depth += 1;
    if (rewriter.has(at, '(') && (depth -= 1) < 0) return false;
    if (depth > 0) continue;
    if (rewriter.has(at, 'select')) return true;
    if (ENDS_LIST.has(rewriter.tokens[at]?.text ?? '')) return false;
  }
  return false;
}

/** What moves the point by so many digits to the right, and back. */
function powerOfTen(scale: number): readonly string[] {
  const zeros = '0'.repeat(scale - 1);
  return [`10${zeros}`, `0.${zeros}1`];
}

/**
 * A division of DECIMALs has the scale that the guide says, where PostgreSQL has another.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html
 */
export const divisionRule: Rule = (rewriter, at) => {
  if (!rewriter.has(at, '/')) return undefined;
  const [from, to] = [productStart(rewriter, at), operandEnd(rewriter, at + 1)];
  const isPower = rewriter.has(to, '^') || rewriter.has(from - 1, '^');
  if (to === -1 || isPower || rewriter.has(at - 1, ']')) return undefined;
  const divisor = numberTypeOf(rewriter, { from: at + 1, to });
  if (divisor === undefined || divisor.kind === 'float') return undefined;
  const dividend = numberTypeOf(rewriter, { from, to: at });
  const type = dividend && resultType(dividend, '/', divisor);
  if (type?.kind !== 'decimal') return undefined;
  const { precision, scale } = type;
  const name = isNamelessItem(rewriter, from, to) ? ' AS "?column?"' : '';
  const parts = [rewriter.written(from), rewriter.write(at + 1, to), ...powerOfTen(scale)];
  const text = `CAST(redshift_internal.quotient(${parts.join(', ')}) AS numeric(${precision},${scale}))`;
  return { from, to, text: `${text}${name}` };
};
