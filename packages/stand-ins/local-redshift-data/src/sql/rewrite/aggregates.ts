import type { Span } from '../table-definition.ts';
import type { Rewriter } from './rewriter.ts';

export const AGGREGATES: ReadonlySet<string> = new Set(
  `any_value avg bit_and bit_or bool_and bool_or count hll hll_combine hll_create_sketch listagg max median min percentile_cont
   percentile_disc stddev stddev_pop stddev_samp sum var_pop var_samp variance`.split(/\s+/),
);

/** Returns true if an expression contains an aggregate that is not a window function. */
export function aggregateCall(rewriter: Rewriter, { from, to }: Span): boolean {
  for (let at = from; at < to; at += 1) {
    if (!AGGREGATES.has(rewriter.tokens[at]?.text ?? '') || !rewriter.has(at + 1, '(')) continue;
    let end = rewriter.after(at + 1);
    if (rewriter.has(end, 'within', 'group', '(')) end = rewriter.after(end + 2);
    if (!rewriter.has(end, 'over')) return true;
  }
  return false;
}
