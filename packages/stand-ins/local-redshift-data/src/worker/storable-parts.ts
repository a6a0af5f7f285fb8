import { afterParenthesis, scanSql, type SqlSource, startsWith, textOf } from '../sql/scan-sql.ts';

/** A view as PostgreSQL prints it, with the names of relations in full. */
export interface View {
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
}

/** A query within a view's definition: bytes `start` up to and without `end` of its source. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly query: string;
}

/** Matches the current day, which is constant during a day: stored rows are valid for one day. */
const DAY = /\(?getdate\(\)\)?::date/g;
/** Matches expressions whose value changes although no row has changed. */
const CHANGEABLE =
  /\b(getdate|sysdate|now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|current_\w+|localtime\w*|session_user|pg_\w+)\b/i;
const GROUPS = /\bGROUP BY\b/;
/** Matches aggregates without groups: a single row for all rows of a table. */
const TOTALS = /^\s*SELECT (?:count|sum|min|max|avg)\(/;

/**
 * Returns the queries of a view whose rows can be stored, because they aggregate rows of tables and
 * depend on nothing else: the whole definition, or all queries in its FROM clause.
 */
export function storableParts(
  { definition }: View,
  all: readonly View[],
): { readonly source: SqlSource; readonly parts: readonly Part[] } {
  const source = scanSql(definition.replace(/;\s*$/, ''));
  const query = textOf(source, 0, source.tokens.length);
  if (GROUPS.test(query) && isLasting(query, all)) {
    return { source, parts: [{ start: 0, end: source.bytes.length, query }] };
  }
  const parts = queriesInFrom(source);
  const areStorable = parts.every(
    (part) => (GROUPS.test(part.query) || TOTALS.test(part.query)) && isLasting(part.query, all),
  );
  return { source, parts: areStorable ? parts : [] };
}

/** Returns true if the result changes only if rows of tables change. */
function isLasting(query: string, all: readonly View[]): boolean {
  return (
    !CHANGEABLE.test(query.replaceAll(DAY, '')) &&
    // The dependencies of another view are not visible here.
    !all.some(({ name }) => query.includes(` ${name}`) || query.includes(`.${name}`))
  );
}

/** Returns the queries in the outermost FROM clause. Within others, they may depend on these. */
function queriesInFrom(source: SqlSource): readonly Part[] {
  const { tokens } = source;
  const parts: Part[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (!startsWith(tokens, at, '(', 'select')) continue;
    const after = afterParenthesis(tokens, at);
    const [open, close] = [tokens[at], tokens[after - 1]];
    if (open && close && isInFrom(source, at)) {
      parts.push({ start: open.end, end: close.start, query: textOf(source, at + 1, after - 1) });
    }
    at = after - 1;
  }
  return parts;
}

/** Joins are in parentheses, too: `FROM ((a JOIN b) JOIN (SELECT …) c)`. */
function isInFrom({ tokens }: SqlSource, at: number): boolean {
  let before = at - 1;
  while (startsWith(tokens, before, '(')) before -= 1;
  return startsWith(tokens, before, 'from') || startsWith(tokens, before, 'join');
}
