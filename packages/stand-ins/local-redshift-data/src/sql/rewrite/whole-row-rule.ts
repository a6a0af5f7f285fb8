import { SqlStatementError } from '../../statement-errors.ts';
import { identifierOf } from '../scan-sql.ts';
import { fromText } from './from-clause.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName, readSelect } from './select-block.ts';
import { scopesAt } from './super-scope.ts';

/** Words before an item of the SELECT list, or before the only argument of a call. */
const BEFORE = new Set(['select', 'distinct', 'all', ',', '(']);
const AFTER = new Set([',', ')', 'from', 'as']);

/** Returns true if a name is all of an item in the SELECT list, or of a call's argument. */
function isWhole(rewriter: Rewriter, at: number): boolean {
  const [before = '', after = ''] = [at - 1, at + 1].map((place) => rewriter.tokens[place]?.text);
  const isCall = before !== '(' || isName(rewriter.tokens[at - 2]);
  return BEFORE.has(before) && AFTER.has(after) && isCall;
}

/**
 * Rejects a table that is used as a value, `SELECT t FROM t`, which is a row for PostgreSQL. The name
 * may also be that of a column.
 */
export const wholeRowRule: Rule = (rewriter, at) => {
  const token = rewriter.tokens[at];
  if (!isName(token) || !isWhole(rewriter, at)) return undefined;
  const name = identifierOf(token);
  const [scope] = scopesAt(rewriter, at);
  if (scope === undefined || !scope.tables.has(name) || scope.references.has(at)) return undefined;
  if (scope.unnested.some(({ alias, place }) => alias === name || place === name)) return undefined;
  const block = readSelect(rewriter, scope.from);
  if ((block.clauses.get('from')?.from ?? 0) < at) return undefined;
  const columns = rewriter.columnsOf(`SELECT *${fromText(rewriter, block)}`);
  if (columns === undefined || columns.includes(name)) return undefined;
  throw new SqlStatementError(`column "${name}" does not exist`);
};
