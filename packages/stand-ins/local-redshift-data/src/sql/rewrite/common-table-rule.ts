import { identifierOf } from '../scan-sql.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName } from './select-block.ts';

/** Returns the index of the parenthesis that opens the query of `name (columns) AS (`, or -1. */
function openOf(rewriter: Rewriter, at: number): number {
  if (!isName(rewriter.tokens[at])) return -1;
  const as = rewriter.has(at + 1, '(') ? rewriter.after(at + 1) : at + 1;
  return rewriter.has(as, 'as', '(') ? as + 1 : -1;
}

/**
 * Registers the queries of `WITH a AS (…), b AS (…)`, so that later queries can refer to them when
 * they are described.
 */
export const commonTableRule: Rule = (rewriter, at) => {
  if (!rewriter.has(at, 'with')) return undefined;
  const isRecursive = rewriter.has(at + 1, 'recursive');
  let table = isRecursive ? at + 2 : at + 1;
  const texts: string[] = [];
  for (;;) {
    const open = openOf(rewriter, table);
    if (open === -1) return undefined;
    const end = rewriter.after(open);
    const text = rewriter.write(table, end);
    texts.push(text);
    rewriter.addCommonTable(identifierOf(rewriter.tokens[table]!), text, isRecursive);
    if (!rewriter.has(end, ',')) {
      return { to: end, text: `WITH ${isRecursive ? 'RECURSIVE ' : ''}${texts.join(', ')}` };
    }
    table = end + 1;
  }
};
