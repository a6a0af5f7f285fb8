import { SqlStatementError, unsupported } from '../../statement-errors.ts';
import { identifierOf } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { splitSpans } from './function-call.ts';
import type { Rewriter } from './rewriter.ts';
import { isName, type SelectBlock } from './select-block.ts';

const isMark = (rewriter: Rewriter, at: number): boolean => rewriter.has(at, '(', '+', ')');

function places({ from, to }: Span): number[] {
  return Array.from({ length: to - from }, (_, offset) => from + offset);
}

/** Returns true if the WHERE of a SELECT marks columns of outer joins with `(+)`. */
export function hasOuterMarks(rewriter: Rewriter, { clauses }: SelectBlock): boolean {
  const where = clauses.get('where');
  return where !== undefined && places(where).some((at) => isMark(rewriter, at));
}

/** Splits conditions at AND, outside parentheses, CASE and BETWEEN. */
function conditions(rewriter: Rewriter, { from, to }: Span): Span[] {
  const spans: Span[] = [];
  let start = from;
  let caseDepth = 0;
  let isBetween = false;
  for (let at = from; at < to; at += 1) {
    if (rewriter.has(at, '(')) at = rewriter.after(at) - 1;
    else if (rewriter.has(at, 'case')) caseDepth += 1;
    else if (rewriter.has(at, 'end')) caseDepth -= 1;
    else if (rewriter.has(at, 'between')) isBetween = true;
    else if (rewriter.has(at, 'or') && caseDepth === 0) {
      throw unsupported('the outer join operator (+) with OR');
    } else if (rewriter.has(at, 'and') && caseDepth === 0) {
      if (!isBetween) {
        spans.push({ from: start, to: at });
        start = at + 1;
      }
      isBetween = false;
    }
  }
  return [...spans, { from: start, to }];
}

/** A table of FROM, and the qualifier of its columns. */
interface Table {
  readonly name: string;
  readonly text: string;
}

function tableOf(rewriter: Rewriter, span: Span): Table {
  if (places(span).some((at) => rewriter.has(at, 'join'))) {
    throw new SqlStatementError('The outer join operator (+) does not go with JOIN in FROM');
  }
  const last = rewriter.tokens[span.to - 1];
  if (!isName(last)) throw unsupported('the outer join operator (+) with such a FROM');
  return { name: identifierOf(last), text: rewriter.writeSpan(span) };
}

interface Condition {
  readonly text: string;
  /** The table whose columns the condition marks. */
  readonly outer: string | undefined;
  /** The other tables in the condition. */
  readonly others: ReadonlySet<string>;
}

function conditionOf(rewriter: Rewriter, span: Span): Condition {
  const { tokens } = rewriter;
  const within = places(span);
  const marked = within
    .filter((at) => isMark(rewriter, at))
    .map((at) => {
      if (!rewriter.has(at - 2, '.')) {
        throw unsupported('the outer join operator (+) at a column without its table');
      }
      return identifierOf(tokens[at - 3]!);
    });
  if (new Set(marked).size > 1) {
    throw new SqlStatementError('A condition marks the columns of one table with (+)');
  }
  const text = rewriter.writeSpan(span);
  if (marked.length === 0) return { text, outer: undefined, others: new Set() };
  if (within.some((at) => tokens[at]?.kind === 'string' && tokens[at].text.includes('(+)'))) {
    throw unsupported("the text '(+)' in an outer join");
  }
  const named = within
    .filter((at) => rewriter.has(at + 1, '.') && isName(tokens[at]))
    .map((at) => identifierOf(tokens[at]!));
  const others = new Set(named.filter((name) => name !== marked[0]));
  return { text: text.replaceAll(/\(\s*\+\s*\)/g, ''), outer: marked[0], others };
}

function joinText(conditions: readonly Condition[]): string {
  return conditions.map(({ text }) => `(${text})`).join(' AND ');
}

/**
 * Translates `FROM a, b WHERE a.x = b.y(+)` to `FROM a LEFT JOIN b ON a.x = b.y`.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_WHERE_oracle_outer.html
 */
export function outerJoins(
  rewriter: Rewriter,
  { clauses }: SelectBlock,
  from: Span,
): { readonly from: string; readonly where: string } {
  const where = clauses.get('where')!;
  const tables = splitSpans(rewriter, { from: from.from + 1, to: from.to }).map((span) =>
    tableOf(rewriter, span),
  );
  const all = conditions(rewriter, { from: where.from + 1, to: where.to }).map((span) =>
    conditionOf(rewriter, span),
  );
  const isOuter = ({ name }: Table): boolean => all.some(({ outer }) => outer === name);
  const inner = tables.filter((table) => !isOuter(table));
  if (inner.length === 0) throw new SqlStatementError('(+) marks every table of FROM');
  const joined = new Set(inner.map(({ name }) => name));
  let text = `FROM ${inner.map((table) => table.text).join(' CROSS JOIN ')}`;
  let waiting = tables.filter(isOuter);
  while (waiting.length > 0) {
    const next = waiting.find(({ name }) =>
      all.every(({ outer, others }) => outer !== name || others.isSubsetOf(joined)),
    );
    if (next === undefined) throw unsupported('the outer join operator (+) in a circle');
    const on = all.filter(({ outer }) => outer === next.name);
    text += ` LEFT JOIN ${next.text} ON ${joinText(on)}`;
    joined.add(next.name);
    waiting = waiting.filter((table) => table !== next);
  }
  const rest = all.filter(({ outer }) => outer === undefined);
  return { from: text, where: rest.length === 0 ? '' : ` WHERE ${joinText(rest)}` };
}
