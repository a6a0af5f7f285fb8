import type { Span } from '../table-definition.ts';
import { fromText } from './from-clause.ts';
import { splitSpans } from './function-call.ts';
import {
  columnType,
  commonType,
  COUNT_TYPE,
  literalType,
  type NumberType,
  resultType,
  sumType,
} from './number-types.ts';
import { operandEnd } from './operands.ts';
import type { Rewriter } from './rewriter.ts';
import { readSelect } from './select-block.ts';
import { scopesAt } from './super-scope.ts';

type Types = readonly (NumberType | undefined)[];

function common(types: Types): NumberType | undefined {
  return types.reduce((a, b) =>
    a === undefined || b === undefined ? undefined : commonType(a, b),
  );
}

/** Functions whose result has the type of their arguments. */
const OF_ARGUMENTS = new Set(
  'abs any_value coalesce first_value greatest isnull lag last_value lead least max min nth_value nullif nvl'.split(
    ' ',
  ),
);
/** Of these the first argument alone counts. */
const OF_FIRST = new Set('first_value lag last_value lead nth_value nullif'.split(' '));

/** The type of a call, where it needs no question to the database. */
function callType(rewriter: Rewriter, at: number): NumberType | undefined {
  const name = rewriter.tokens[at]?.text ?? '';
  const isDistinct = rewriter.has(at + 2, 'distinct');
  const inner = { from: at + (isDistinct ? 3 : 2), to: rewriter.after(at + 1) - 1 };
  if (name === 'count') return COUNT_TYPE;
  if (name === 'sum') {
    const type = numberTypeOf(rewriter, inner);
    return type === undefined ? undefined : sumType(type);
  }
  if (!OF_ARGUMENTS.has(name)) return undefined;
  const spans = splitSpans(rewriter, inner).filter(({ from, to }) => !isNull(rewriter, from, to));
  const counted = OF_FIRST.has(name) ? spans.slice(0, 1) : spans;
  return counted.length === 0
    ? undefined
    : common(counted.map((span) => numberTypeOf(rewriter, span)));
}

function isNull(rewriter: Rewriter, from: number, to: number): boolean {
  return to === from + 1 && rewriter.has(from, 'null');
}

/** What stands after THEN and ELSE of the CASE at `at`. */
function branchesOf(rewriter: Rewriter, at: number, end: number): Span[] {
  const spans: Span[] = [];
  let start = -1;
  for (let place = at + 1; place < end; place += 1) {
    if (rewriter.has(place, '(')) place = rewriter.after(place) - 1;
    else if (rewriter.has(place, 'case')) place = operandEnd(rewriter, place) - 1;
    else if (['when', 'else', 'end'].includes(rewriter.tokens[place]?.text ?? '') && start !== -1) {
      if (!isNull(rewriter, start, place)) spans.push({ from: start, to: place });
      start = -1;
    }
    if (rewriter.has(place, 'then') || rewriter.has(place, 'else')) start = place + 1;
  }
  return spans;
}

/** What the database says of an expression where it stands. */
function describedType(rewriter: Rewriter, { from, to }: Span): NumberType | undefined {
  const [scope] = scopesAt(rewriter, from);
  const source = scope === undefined ? '' : fromText(rewriter, readSelect(rewriter, scope.from));
  const column = rewriter.columnOf(`SELECT ${rewriter.write(from, to)}${source}`);
  return column && columnType(column.typeId, column.typeModifier);
}

/** The type of an operand: a literal, a name, a call, CASE, or parentheses. */
function operandType(rewriter: Rewriter, { from, to }: Span): NumberType | undefined {
  const token = rewriter.tokens[from];
  if (rewriter.has(from, '-') || rewriter.has(from, '+')) {
    return operandType(rewriter, { from: from + 1, to });
  }
  if (token?.kind === 'number' && to === from + 1) return literalType(token.text);
  if (rewriter.has(from, '(') && rewriter.after(from) === to && !rewriter.has(from + 1, 'select')) {
    return numberTypeOf(rewriter, { from: from + 1, to: to - 1 });
  }
  if (rewriter.has(from, 'case') && rewriter.has(to - 1, 'end')) {
    const branches = branchesOf(rewriter, from, to);
    if (branches.length > 0) return common(branches.map((span) => numberTypeOf(rewriter, span)));
  }
  const isCall = token?.kind === 'word' && rewriter.has(from + 1, '(');
  const isCast = isCall && rewriter.has(rewriter.after(from + 1), '::');
  const known = isCall && !isCast ? callType(rewriter, from) : undefined;
  return known ?? describedType(rewriter, { from, to });
}

const OPERATORS = new Set(['+', '-', '*', '/', '%']);

/**
 * The type of an arithmetic expression; undefined for what is no number, or cannot be told.
 * @throws ColumnsNeeded when the types of columns are not known yet
 */
export function numberTypeOf(rewriter: Rewriter, { from, to }: Span): NumberType | undefined {
  const operands: Span[] = [];
  const operators: string[] = [];
  for (let at = from; at < to;) {
    const end = operandEnd(rewriter, at);
    if (end === -1 || end > to) return undefined;
    operands.push({ from: at, to: end });
    const operator = rewriter.tokens[end]?.text ?? '';
    if (end < to && !OPERATORS.has(operator)) return undefined;
    if (end < to) operators.push(operator);
    at = end + 1;
  }
  const [first, ...rest] = operands.map((span) => operandType(rewriter, span));
  // Products before sums.
  let sumSoFar: NumberType | undefined;
  let sign = '+';
  let product = first;
  for (const [index, operator] of operators.entries()) {
    const next = rest[index];
    if (product === undefined || next === undefined) return undefined;
    if (operator === '+' || operator === '-') {
      sumSoFar = sumSoFar === undefined ? product : resultType(sumSoFar, sign, product);
      if (sumSoFar === undefined) return undefined;
      [sign, product] = [operator, next];
    } else product = resultType(product, operator, next);
  }
  if (product === undefined || sumSoFar === undefined) return product;
  return resultType(sumSoFar, sign, product);
}
