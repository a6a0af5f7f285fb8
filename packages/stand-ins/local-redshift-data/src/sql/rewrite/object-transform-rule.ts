import { quoteLiteral } from '../../quote.ts';
import { SqlStatementError } from '../../statement-errors.ts';
import { stringValue } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { splitSpans } from './function-call.ts';
import type { Rewriter, Rule } from './rewriter.ts';

/** One part of a path in double quotes, in which a double quote is doubled. */
const PART = /"((?:[^"]|"")*)"/g;
const PATH = /^"(?:[^"]|"")*"(?:\."(?:[^"]|"")*")*$/;

/** Parses `'"a"."b"'` to `['a', 'b']`. @throws SqlStatementError for other expressions */
function pathOf(rewriter: Rewriter, { from, to }: Span): readonly string[] {
  const token = rewriter.tokens[from];
  const text = token?.kind === 'string' && to === from + 1 ? stringValue(token) : '';
  if (!PATH.test(text)) {
    throw new SqlStatementError(
      `OBJECT_TRANSFORM: expected a path such as '"a"."b"' but received ${rewriter.write(from, to)}`,
    );
  }
  return [...text.matchAll(PART)].map(([, part = '']) => part.replaceAll('""', '"'));
}

/** Returns the token of a word of the call outside parentheses, or `to`. */
function wordAt(rewriter: Rewriter, word: string, { from, to }: Span): number {
  for (let at = from; at < to; at += 1) {
    if (rewriter.has(at, '(')) at = rewriter.after(at) - 1;
    else if (rewriter.has(at, word)) return at;
  }
  return to;
}

function pathsText(paths: readonly (readonly string[])[]): string {
  return quoteLiteral(JSON.stringify(paths));
}

/**
 * Translates `OBJECT_TRANSFORM(input KEEP path, … SET path, value, …)`.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_object_transform_function.html
 */
export const objectTransformRule: Rule = (rewriter, at) => {
  if (!rewriter.has(at, 'object_transform', '(') || rewriter.has(at - 1, '.')) return undefined;
  const end = rewriter.after(at + 1);
  const inner = { from: at + 2, to: end - 1 };
  const set = wordAt(rewriter, 'set', inner);
  const keep = wordAt(rewriter, 'keep', { from: inner.from, to: set });
  const input = rewriter.write(inner.from, keep);
  if (keep === inner.to) return { to: end, text: `(${input})` };
  const kept = splitSpans(rewriter, { from: keep + 1, to: set });
  const pairs = splitSpans(rewriter, { from: Math.min(set + 1, inner.to), to: inner.to });
  if (pairs.length % 2 === 1) {
    throw new SqlStatementError('OBJECT_TRANSFORM: expected a value after each path of SET');
  }
  const keys = pairs.filter((_, index) => index % 2 === 0);
  const values = pairs.filter((_, index) => index % 2 === 1);
  const paths = [kept, keys].map((spans) => pathsText(spans.map((span) => pathOf(rewriter, span))));
  const texts = values.map((span) => rewriter.writeSpan(span));
  return {
    to: end,
    text: `redshift_internal.object_transform(${input}, ${paths.join(', ')}, redshift_internal."array"(${texts.join(', ')}))`,
  };
};
