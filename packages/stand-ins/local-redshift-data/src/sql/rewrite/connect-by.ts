import { quoteIdentifier } from '../../quote.ts';
import { SqlStatementError, unsupported } from '../../statement-errors.ts';
import { identifierOf } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName, type SelectBlock } from './select-block.ts';

/** Prefix of the parent's columns in the translation of CONNECT BY. */
const PRIOR_PREFIX = '?prior ';
const LEVEL = '"?level"';

const priorName = (name: string): string => quoteIdentifier(`${PRIOR_PREFIX}${name}`);

/** Translates `PRIOR column`, a column of the parent row. */
export const priorRule: Rule = (rewriter, at) => {
  if (!rewriter.has(at, 'prior') || !isName(rewriter.tokens[at + 1])) return undefined;
  if (rewriter.valueOf(PRIOR_PREFIX) === undefined) return undefined;
  const column = rewriter.has(at + 2, '.') ? at + 3 : at + 1;
  if (rewriter.has(column + 1, '(')) throw unsupported('PRIOR of an expression');
  return { to: column + 1, text: priorName(identifierOf(rewriter.tokens[column]!)) };
};

/** Returns the single table or subquery of FROM, and the qualifier of its columns. */
function tableOf(rewriter: Rewriter, { from, to }: Span): { text: string; alias: string } {
  const last = rewriter.tokens[to - 1];
  const isQuery = rewriter.has(from + 1, '(', 'select') || rewriter.has(from + 1, '(', 'with');
  let end = isQuery ? rewriter.after(from + 1) : from + 2;
  if (isQuery && end === to) {
    return { text: `${rewriter.write(from + 1, to)} AS "?subquery"`, alias: '?subquery' };
  }
  while (rewriter.has(end, '.')) end += 2;
  if (rewriter.has(end, 'as')) end += 1;
  const isOne = (isQuery || isName(rewriter.tokens[from + 1])) && isName(last) && end >= to - 1;
  if (!isOne) throw unsupported('CONNECT BY of a join');
  return { text: rewriter.write(from + 1, to), alias: identifierOf(last) };
}

function namesLevel(rewriter: Rewriter, { from, to }: Span): boolean {
  return rewriter.tokens
    .slice(from, to)
    .some(
      ({ kind, text }, index) =>
        kind === 'word' && text === 'level' && !rewriter.has(from + index - 1, 'as'),
    );
}

/**
 * Translates `START WITH … CONNECT BY …` to a recursive query with LEVEL as a column. WHERE is
 * applied after it.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CONNECT_BY_clause.html
 */
export function hierarchyText(rewriter: Rewriter, block: SelectBlock, from: Span): string {
  const [start, connect] = [block.clauses.get('start'), block.clauses.get('connect')!];
  const { text, alias } = tableOf(rewriter, from);
  const columns = rewriter.columnsOf(`SELECT * FROM ${text}`);
  if (columns === undefined) throw unsupported('CONNECT BY in a correlated subquery');
  const hasLevel = !columns.includes('level') && namesLevel(rewriter, block);
  const isAll = block.items.some(({ to }) => rewriter.has(to - 1, '*'));
  if (hasLevel && isAll) throw unsupported('LEVEL together with *');
  const names = (level: string): ReadonlyMap<string, string> =>
    new Map([[PRIOR_PREFIX, ''], ...(hasLevel ? ([['level', level]] as const) : [])]);
  const roots =
    start === undefined
      ? ''
      : ` WHERE ${rewriter.withNames(names('1'), () => rewriter.write(start.from + 2, start.to))}`;
  if (!rewriter.tokens.slice(connect.from, connect.to).some(({ text: word }) => word === 'prior')) {
    throw new SqlStatementError('CONNECT BY expects PRIOR before a column of the parent');
  }
  const condition = rewriter.withNames(names(`(${LEVEL} + 1)`), () =>
    rewriter.write(connect.from + 2, connect.to),
  );
  const own = quoteIdentifier(alias);
  const list = columns.map((name) => `${own}.${quoteIdentifier(name)}`).join(', ');
  const parents = columns.map(priorName);
  const result = columns.map((name, index) => `${parents[index]} AS ${quoteIdentifier(name)}`);
  if (hasLevel) result.push(`${LEVEL} AS level`);
  return `FROM (WITH RECURSIVE "?hierarchy"(${[...parents, LEVEL].join(', ')}) AS (SELECT ${list}, 1 FROM ${text}${roots} UNION ALL SELECT ${list}, ${LEVEL} + 1 FROM ${text}, "?hierarchy" WHERE ${condition}) SELECT ${result.join(', ')} FROM "?hierarchy") AS ${own}`;
}
