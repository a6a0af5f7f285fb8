import { quoteIdentifier } from '../../quote.ts';
import { identifierOf } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { fromText } from './from-clause.ts';
import { splitSpans } from './function-call.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName, readSelect, type SelectBlock } from './select-block.ts';
import { scopesAt } from './super-scope.ts';

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

/** Returns true if a column of several tables is that of the first one, and not ambiguous. */
function mergesColumns(rewriter: Rewriter, { clauses }: SelectBlock): boolean {
  const { from, to } = clauses.get('from') ?? { from: 0, to: 0 };
  const words = new Set(rewriter.tokens.slice(from, to).map(({ text }) => text));
  return (words.has('using') || words.has('natural')) && !words.has('right') && !words.has('full');
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
  const isMerged = mergesColumns(rewriter, block);
  const columnsOf = (table: string): readonly string[] =>
    rewriter.columnsOf(`SELECT ${quoteIdentifier(table)}.*${from}`) ?? [];
  const written = items.map((item) => {
    const name = nameOf(rewriter, item);
    const tables = isAlias(name)
      ? [...scope.tables].filter((table) => columnsOf(table).includes(name))
      : [];
    return name !== undefined && tables.length > 0 && (tables.length === 1 || isMerged)
      ? `${quoteIdentifier(tables[0]!)}.${quoteIdentifier(name)}`
      : rewriter.writeSpan(item);
  });
  return { to: group.to, text: `GROUP BY ${written.join(', ')} ` };
};
