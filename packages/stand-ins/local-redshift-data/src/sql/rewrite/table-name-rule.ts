import { quoteIdentifier } from '../../quote.ts';
import { identifierOf } from '../scan-sql.ts';
import { syntaxError } from '../syntax-error.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName } from './select-block.ts';
import { isReference, pathEnd, scopesAt } from './super-scope.ts';

/** Words that precede the name of a table that no query reads. */
const BEFORE_TABLE = new Set(['into', 'update', 'table', 'exists', 'truncate', 'view']);

/** Returns true if `#` begins a name; after an operand it is an operator. */
function beginsName(rewriter: Rewriter, at: number): boolean {
  const { tokens } = rewriter;
  const [before, hash, name] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (hash?.text !== '#' || !isName(name) || name.start !== hash.end) return false;
  return before === undefined || before.kind === 'symbol'
    ? before?.text !== ')'
    : isKeyword(before.text);
}

const KEYWORDS = new Set([
  ...BEFORE_TABLE,
  ...'from join using on select where having qualify and or not between like by case when then else distinct analyze delete'.split(
    ' ',
  ),
]);
const isKeyword = (word: string): boolean => KEYWORDS.has(word);

/** Returns true for the new table of `SELECT … INTO #t`, unlike `INSERT INTO #t`. */
function isSelected(rewriter: Rewriter, at: number): boolean {
  const isOther = ['insert', 'merge'].some((verb) => rewriter.has(at - 2, verb));
  return rewriter.has(at - 1, 'into') && !isOther;
}

/** Returns true for a path that FROM iterates over: `FROM orders o, o.data.items i`. */
function isUnnested(rewriter: Rewriter, at: number): boolean {
  return scopesAt(rewriter, at).some(({ unnested }) =>
    unnested.some(({ pathStart }) => pathStart === at),
  );
}

/** Rejects `ONLY t` and `t *`, because Redshift's tables have no descendants. */
function rejectInheritance(rewriter: Rewriter, table: number): void {
  if (rewriter.has(table, 'only')) throw syntaxError(rewriter.tokens[table]);
  const star = pathEnd(rewriter, table);
  // In a procedure, SELECT INTO one * FROM t reads a row.
  const isTarget = rewriter.has(table - 1, 'into');
  if (rewriter.has(star, '*') && !isTarget) throw syntaxError(rewriter.tokens[star]);
}

/** Detects `database.schema.table`; the database may be any. */
function threePartTable(rewriter: Rewriter, at: number): boolean {
  const { tokens } = rewriter;
  const parts = [tokens[at], tokens[at + 2], tokens[at + 4]];
  const before = tokens[at - 1]?.text ?? '';
  const isGranted = before === 'on' && ['grant', 'revoke'].includes(tokens[0]?.text ?? '');
  return (
    (isReference(rewriter, at) || BEFORE_TABLE.has(before) || isGranted) &&
    parts.every(isName) &&
    !isUnnested(rewriter, at) &&
    rewriter.has(at + 1, '.') &&
    rewriter.has(at + 3, '.') &&
    !rewriter.has(at + 5, '.')
  );
}

/**
 * Translates names of tables that PostgreSQL does not support: `#temporary`, and those with a
 * database.
 */
export const tableNameRule: Rule = (rewriter, at) => {
  if (isReference(rewriter, at)) rejectInheritance(rewriter, at);
  if (rewriter.has(at, 'create', 'table') && rewriter.tokens[at + 2]?.text === '#') {
    return { to: at + 2, text: 'CREATE TEMPORARY TABLE' };
  }
  if (rewriter.has(at, 'create', 'table', 'if', 'not', 'exists') && rewriter.has(at + 5, '#')) {
    return { to: at + 5, text: 'CREATE TEMPORARY TABLE IF NOT EXISTS' };
  }
  if (beginsName(rewriter, at)) {
    const name = quoteIdentifier(`#${identifierOf(rewriter.tokens[at + 1]!)}`);
    return { to: at + 2, text: isSelected(rewriter, at) ? `TEMPORARY ${name}` : name };
  }
  return threePartTable(rewriter, at) ? { to: at + 2, text: '' } : undefined;
};
