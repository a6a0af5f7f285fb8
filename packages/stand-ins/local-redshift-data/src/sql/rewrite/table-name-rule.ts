import { quoteIdentifier } from '../../quote.ts';
import { identifierOf } from '../scan-sql.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName } from './select-block.ts';
import { scopesAt } from './super-scope.ts';

/** Words that precede a table's name. */
const BEFORE_TABLE = new Set([
  'from',
  'join',
  'into',
  'update',
  'table',
  'using',
  'exists',
  'truncate',
  'view',
  'only',
]);

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
  ...'select where and or not by when then else distinct analyze delete'.split(' '),
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

/** Returns true after the FROM of `EXTRACT(year FROM t.c.d)`, which names no table. */
function isOfCall(rewriter: Rewriter, at: number): boolean {
  if (!rewriter.has(at - 1, 'from')) return false;
  let depth = 0;
  for (let token = at - 2; token >= 0; token -= 1) {
    if (rewriter.has(token, ')')) depth += 1;
    if (depth === 0 && (rewriter.has(token, 'select') || rewriter.has(token, 'delete')))
      return false;
    if (rewriter.has(token, '(') && (depth -= 1) < 0) return true;
  }
  return false;
}

/** Detects `database.schema.table`; the database may be any. */
function threePartTable(rewriter: Rewriter, at: number): boolean {
  const { tokens } = rewriter;
  const parts = [tokens[at], tokens[at + 2], tokens[at + 4]];
  const before = tokens[at - 1]?.text ?? '';
  if (isOfCall(rewriter, at)) return false;
  const isGranted = before === 'on' && ['grant', 'revoke'].includes(tokens[0]?.text ?? '');
  return (
    (BEFORE_TABLE.has(before) || isGranted) &&
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
