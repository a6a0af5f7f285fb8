import { identifierOf } from '../scan-sql.ts';
import type { Rewriter } from './rewriter.ts';
import { isName } from './select-block.ts';

/** The query of a SHOW statement. */
export interface Shown {
  readonly sql: string;
  /** The column to which LIKE applies. */
  readonly name: string;
  readonly order: string;
  readonly to: number;
}

/**
 * Returns the parts of a name such as `database.schema.table`, and the index of the token after it.
 */
export function nameParts(rewriter: Rewriter, at: number): { parts: string[]; to: number } {
  const parts: string[] = [];
  let to = at;
  for (;;) {
    const token = rewriter.tokens[to];
    if (!isName(token)) return { parts, to };
    parts.push(identifierOf(token));
    if (!rewriter.has(to + 1, '.')) return { parts, to: to + 1 };
    to += 2;
  }
}

/** Returns `schema.table` without the database, and with a default schema. */
export function objectAt(
  rewriter: Rewriter,
  at: number,
): { schema: string; name: string; to: number } {
  const { parts, to } = nameParts(rewriter, at);
  const [schema = 'public', name = ''] = parts.length > 1 ? parts.slice(-2) : ['public', ...parts];
  return { schema, name, to };
}
