import { startsWith, stringValue, type Token } from '../scan-sql.ts';
import type { KnownColumns } from './known-columns.ts';
import type { Rule } from './rewriter.ts';

/** Whether the statement makes a function or a procedure. */
export const isRoutine = (tokens: readonly Token[]): boolean => {
  const at = startsWith(tokens, 1, 'or', 'replace') ? 3 : 1;
  return (
    startsWith(tokens, 0, 'create') &&
    (startsWith(tokens, at, 'function') || startsWith(tokens, at, 'procedure'))
  );
};

/** The body of a routine, between dollars, is Redshift's SQL too. */
export const routineRule =
  (rewrite: (body: string, columns: KnownColumns) => string): Rule =>
  (rewriter, at) => {
    const token = rewriter.tokens[at];
    if (token?.kind !== 'string' || !token.text.startsWith('$')) return undefined;
    if (!isRoutine(rewriter.tokens)) return undefined;
    const dollar = /^\$[^$]*\$/.exec(token.text)?.[0] ?? '';
    const body = rewrite(stringValue(token), rewriter.columns);
    return { to: at + 1, text: `${dollar}${body}${dollar}` };
  };
