import { hierarchyText } from './connect-by.ts';
import { hasOuterMarks, outerJoins } from './outer-joins.ts';
import type { Rewriter } from './rewriter.ts';
import type { SelectBlock } from './select-block.ts';

/**
 * Returns ` FROM …` of a SELECT with the joins that its WHERE marks, or its hierarchy; may be
 * empty.
 */
export function fromText(rewriter: Rewriter, block: SelectBlock): string {
  const from = block.clauses.get('from');
  if (from === undefined) return '';
  if (block.clauses.has('connect')) return ` ${hierarchyText(rewriter, block, from)}`;
  return hasOuterMarks(rewriter, block)
    ? ` ${outerJoins(rewriter, block, from).from}`
    : ` ${rewriter.writeSpan(from)}`;
}

/**
 * Returns ` WHERE …` of a SELECT without the conditions that `fromText` moves to joins; may be
 * empty.
 */
export function whereText(rewriter: Rewriter, block: SelectBlock): string {
  const [from, where] = [block.clauses.get('from'), block.clauses.get('where')];
  if (where === undefined) return '';
  if (from !== undefined && hasOuterMarks(rewriter, block)) {
    return outerJoins(rewriter, block, from).where;
  }
  return ` ${rewriter.writeSpan(where)}`;
}
