import { operandStart } from './operands.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { inPlace, subscripts } from './super-rule.ts';
import { pathEnd } from './super-scope.ts';

/** Functions that return SUPER. Other calls before a point or a bracket are of the catalog. */
const OF_SUPER = new Set(
  `array array_concat array_distinct array_except array_flatten array_intersection array_positions array_sort
   array_union json_parse lower_attribute_names object object_transform split_to_array subarray
   upper_attribute_names`.split(/\s+/),
);

function returnsSuper(rewriter: Rewriter, from: number): boolean {
  let at = from;
  while (rewriter.has(at, '(')) at += 1;
  return OF_SUPER.has(rewriter.tokens[at]?.text ?? '') && rewriter.has(at + 1, '(');
}

/** Translates the path after a call, `JSON_PARSE('[1]')[0]` or `(JSON_PARSE('{}')).a`. */
export const superCallRule: Rule = (rewriter, at) => {
  const isPath = rewriter.has(at - 1, ')') && (rewriter.has(at, '[') || rewriter.has(at, '.'));
  if (!isPath) return undefined;
  const from = operandStart(rewriter, at);
  if (!returnsSuper(rewriter, from)) return undefined;
  const end = pathEnd(rewriter, at - 1);
  const text = `(${rewriter.written(from)})${subscripts(rewriter, at, end)}`;
  return { from, ...inPlace(rewriter, from, end, text) };
};
