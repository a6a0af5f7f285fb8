import { quoteIdentifier } from '../../quote.ts';
import { identifierOf } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { fromText } from './from-clause.ts';
import { splitSpans } from './function-call.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName, readSelect, type SelectBlock } from './select-block.ts';
import { opensJoin, scopesAt } from './super-scope.ts';

/** Returns the name that is all of an expression, apart from parentheses. */
function nameOf(rewriter: Rewriter, { from, to }: Span): string | undefined {
  const [token, ...others] = rewriter.tokens
    .slice(from, to)
    .filter(({ text }) => text !== '(' && text !== ')');
  return isName(token) && others.length === 0 ? identifierOf(token) : undefined;
}

/** Returns true for the alias of an item that contains a subquery. */
function namesSubquery(rewriter: Rewriter, { items }: SelectBlock, name: string): boolean {
  return items.some(
    ({ alias, from, valueEnd }) =>
      alias === name && rewriter.tokens.slice(from, valueEnd).some(({ text }) => text === 'select'),
  );
}

/** Returns true if a join of FROM keeps rows that its first table does not have. */
function addsRows(rewriter: Rewriter, { clauses }: SelectBlock): boolean {
  const { from, to } = clauses.get('from') ?? { from: 0, to: 0 };
  for (let at = from; at < to; at += 1) {
    // What is nested, apart from joined tables, has joins of its own.
    if (rewriter.has(at, '(') && !opensJoin(rewriter, at)) at = rewriter.after(at) - 1;
    const end = rewriter.has(at + 1, 'outer') ? at + 2 : at + 1;
    const isOuter = rewriter.has(at, 'right') || rewriter.has(at, 'full');
    if (isOuter && rewriter.has(end, 'join')) return true;
  }
  return false;
}

/**
 * Writes the table of a column that GROUP BY names, if the name is also the alias of a subquery: the
 * column has precedence, and a correlated subquery cannot be grouped.
 */
export const groupRule: Rule = (rewriter, at) => {
  if (!rewriter.has(at, 'group', 'by')) return undefined;
  const [scope] = scopesAt(rewriter, at);
  if (scope === undefined) return undefined;
  const block = readSelect(rewriter, scope.from);
  const group = block.clauses.get('group');
  if (group?.from !== at) return undefined;
  const items = splitSpans(rewriter, { from: at + 2, to: group.to });
  const isAlias = (name: string | undefined): name is string =>
    name !== undefined && namesSubquery(rewriter, block, name);
  if (!items.some((item) => isAlias(nameOf(rewriter, item)))) return undefined;
  const from = fromText(rewriter, block);
  // USING and NATURAL merge columns of the same name, which others make ambiguous.
  const isMerged = (column: string): boolean =>
    !addsRows(rewriter, block) &&
    rewriter.columnsOf(`SELECT ${quoteIdentifier(column)}${from}`) !== undefined;
  const columnsOf = (table: string): readonly string[] =>
    rewriter.columnsOf(`SELECT ${quoteIdentifier(table)}.*${from}`) ?? [];
  const written = items.map((item) => {
    const name = nameOf(rewriter, item);
    const tables = isAlias(name)
      ? [...scope.tables].filter((table) => columnsOf(table).includes(name))
      : [];
    return name !== undefined && tables.length > 0 && (tables.length === 1 || isMerged(name))
      ? `${quoteIdentifier(tables[0]!)}.${quoteIdentifier(name)}`
      : rewriter.writeSpan(item);
  });
  return { to: group.to, text: `GROUP BY ${written.join(', ')} ` };
};
