import { afterParenthesis, scanSql, type SqlSource, startsWith, textOf } from '../sql/scan-sql.ts';

/** A view as PostgreSQL prints it, with the names of relations in full. */
export interface View {
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
  /** Whether it reads tables with the rights of the role that stores rows. */
  readonly isOfAdministrator: boolean;
}

/** A query within a view's definition: bytes `start` up to and without `end` of its source. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly query: string;
}

/** What can be stored of a view: all its rows, or those of the queries in its FROM clause. */
export type Storable =
  | { readonly kind: 'rows' }
  | { readonly kind: 'parts'; readonly source: SqlSource; readonly parts: readonly Part[] };

/** Matches the current day, which is constant during a day: stored rows are valid for one day. */
const DAY = /\(?getdate\(\)\)?::date/g;
/** Matches expressions whose value changes although no row of a table has changed. */
const CHANGEABLE =
  /\b(getdate|sysdate|now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|current_\w+|localtime\w*|session_user|user|has_\w+_privilege|(pg|sys|svv|stl|stv)_\w+)\b/i;
/** Matches a name of a relation, among other words, as PostgreSQL prints it. */
const NAME = /[ .(]("(?:[^"]|"")+"|[\p{L}\p{N}_$]+)/gu;
const GROUPS = /\bGROUP BY\b/;
/** Matches aggregates without groups: a single row for all rows of a table. */
const TOTALS = /^\s*SELECT (?:count|sum|min|max|avg)\(/;

/**
 * Returns what can be stored of a view, because it aggregates rows of tables and depends on nothing
 * else. Undefined if nothing can.
 * @param viewNames the names of all views, also in double quotes
 */
export function storableOf(
  { definition, isOfAdministrator }: View,
  viewNames: ReadonlySet<string>,
): Storable | undefined {
  if (GROUPS.test(definition) && isLasting(definition, viewNames)) return { kind: 'rows' };
  // The scanner reads a backslash as Redshift does, and PostgreSQL prints it in its own way.
  if (!isOfAdministrator || definition.includes('\\')) return undefined;
  const source = scanSql(definition.replace(/;\s*$/, ''));
  // The names of common table expressions hide those of tables.
  if (!startsWith(source.tokens, 0, 'select')) return undefined;
  const parts = queriesInFrom(source);
  const areStorable = parts.every(
    ({ query }) => (GROUPS.test(query) || TOTALS.test(query)) && isLasting(query, viewNames),
  );
  return areStorable && parts.length > 0 ? { kind: 'parts', source, parts } : undefined;
}

/** Returns true if the result changes only if rows of tables change. */
function isLasting(query: string, viewNames: ReadonlySet<string>): boolean {
  if (CHANGEABLE.test(query.replaceAll(DAY, ''))) return false;
  // The dependencies of another view are not visible here.
  return ![...query.matchAll(NAME)].some(([, name = '']) => viewNames.has(name));
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
