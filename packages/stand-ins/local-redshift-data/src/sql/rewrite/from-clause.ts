import { hierarchyText } from './connect-by.ts';
import { hasOuterMarks, outerJoins } from './outer-joins.ts';
import type { Rewriter } from './rewriter.ts';
import type { SelectBlock } from './select-block.ts';

/** ` FROM …` of a SELECT, or empty: with the joins that its WHERE marks, or its hierarchy. */
export const fromText = (rewriter: Rewriter, block: SelectBlock): string => {
  const from = block.clauses.get('from');
  if (from === undefined) return '';
  if (block.clauses.has('connect')) return ` ${hierarchyText(rewriter, block, from)}`;
  return hasOuterMarks(rewriter, block)
    ? ` ${outerJoins(rewriter, block, from).from}`
    : ` ${rewriter.writeSpan(from)}`;
};

/** ` WHERE …` of a SELECT, or empty: without what `fromText` has in its joins. */
export const whereText = (rewriter: Rewriter, block: SelectBlock): string => {
  const [from, where] = [block.clauses.get('from'), block.clauses.get('where')];
  if (where === undefined) return '';
  if (from !== undefined && hasOuterMarks(rewriter, block)) {
    return outerJoins(rewriter, block, from).where;
  }
  return ` ${rewriter.writeSpan(where)}`;
};
