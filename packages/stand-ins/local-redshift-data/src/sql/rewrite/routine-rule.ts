import { markEscapes } from '../bind-parameters.ts';
import { foldNames } from '../fold-names.ts';
import { BEGINS_STATEMENT, routineBodyEdits } from '../routine-body.ts';
import { applyEdits, scanSql, startsWith, stringValue, type Token } from '../scan-sql.ts';
import { ColumnsNeeded, type KnownColumns } from './known-columns.ts';
import type { Rule } from './rewriter.ts';

/** Returns true if the statement creates a function or a procedure. */
export function isRoutine(tokens: readonly Token[]): boolean {
  const at = startsWith(tokens, 1, 'or', 'replace') ? 3 : 1;
  return (
    startsWith(tokens, 0, 'create') &&
    (startsWith(tokens, at, 'function') || startsWith(tokens, at, 'procedure'))
  );
}

/** Rewrites a body, whose tables need not exist before it runs. */
function rewriteLater(rewrite: () => string): string {
  try {
    return rewrite();
  } catch (error) {
    throw error instanceof ColumnsNeeded ? new ColumnsNeeded(error.query, true) : error;
  }
}

/** Translates the body of a routine, between dollar quotes, which is also Redshift's SQL. */
export function routineRule(rewrite: (body: string, columns: KnownColumns) => string): Rule {
  return (rewriter, at) => {
    const token = rewriter.tokens[at];
    if (token?.kind !== 'string' || !token.text.startsWith('$')) return undefined;
    if (!isRoutine(rewriter.tokens)) return undefined;
    const dollar = /^\$[^$]*\$/.exec(token.text)?.[0] ?? '';
    const written = scanSql(stringValue(token));
    const plain = applyEdits(written, [...foldNames(written), ...markEscapes(written)]);
    const rewritten = scanSql(rewriteLater(() => rewrite(plain, rewriter.columns)));
    const body = applyEdits(rewritten, routineBodyEdits(rewritten));
    return { to: at + 1, text: `${dollar}${body}${dollar}` };
  };
}

/** Words before EXECUTE where it begins a statement of PL/pgSQL, or its query. */
const BEFORE_EXECUTE = new Set([...BEGINS_STATEMENT, 'in', 'for']);
const AFTER_TEXT = new Set([';', 'into', 'using', 'loop']);

/** Translates `EXECUTE text`: dynamic SQL can be checked only when it runs. */
export const executeRule: Rule = (rewriter, at) => {
  const before = rewriter.tokens[at - 1]?.text ?? '';
  if (!rewriter.has(at, 'execute') || !BEFORE_EXECUTE.has(before)) return undefined;
  let end = at + 1;
  while (end < rewriter.tokens.length && !AFTER_TEXT.has(rewriter.tokens[end]?.text ?? '')) {
    end = rewriter.has(end, '(') ? rewriter.after(end) : end + 1;
  }
  const text = rewriter.write(at + 1, end);
  return { to: end, text: `EXECUTE redshift_internal.checked_sql(${text})` };
};
