import type { Rule } from './rewriter.ts';
import { pathEnd } from './super-scope.ts';

/**
 * Translates `MERGE INTO t USING s ON condition REMOVE DUPLICATES`: it deletes the matching rows of
 * `t`, and inserts each row of `s` once.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html
 */
export const mergeRule: Rule = (rewriter, at) => {
  const end = rewriter.tokens.length;
  if (at !== 0 || !rewriter.has(0, 'merge', 'into')) return undefined;
  if (!rewriter.has(end - 2, 'remove', 'duplicates')) return undefined;
  const target = pathEnd(rewriter, 2);
  const on = rewriter.tokens.findIndex((_, place) => rewriter.has(place, 'on'));
  if (!rewriter.has(target, 'using') || on === -1) return undefined;
  const source = pathEnd(rewriter, target + 1);
  const [into, from] = [rewriter.write(2, target), rewriter.write(target + 1, source)];
  const using = rewriter.write(target + 1, on);
  const condition = rewriter.write(on + 1, end - 2);
  return {
    to: end,
    text: `WITH "?gone" AS (DELETE FROM ${into} USING ${using} WHERE ${condition}) INSERT INTO ${into} SELECT DISTINCT * FROM ${from}`,
  };
};
