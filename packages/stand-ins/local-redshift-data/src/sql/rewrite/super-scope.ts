import { identifierOf } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import type { Rewriter } from './rewriter.ts';
import { isName, readFrom } from './select-block.ts';

/**
 * An array, `t.items AS i AT n`, or an object, `UNPIVOT t.o AS v AT k`, that FROM iterates over.
 */
export interface Unnested extends Span {
  readonly isObject: boolean;
  /** Index of the path's first name; the path is for example `t`, `items`. */
  readonly pathStart: number;
  readonly pathEnd: number;
  readonly alias: string;
  readonly place: string | undefined;
}

/** The tables of one SELECT, by the names that its expressions use. */
interface Scope extends Span {
  readonly tables: ReadonlySet<string>;
  /** Indexes of table names. */
  readonly references: ReadonlySet<number>;
  readonly unnested: readonly Unnested[];
}

const NO_ALIAS = new Set(
  `where group having qualify order limit offset union intersect except minus join left right inner
   full cross on natural using at pivot unpivot fetch window with`.split(/\s+/),
);

/** The token after the `]` of the subscript that opens at `at`. */
export function subscriptEnd(rewriter: Rewriter, at: number): number {
  let depth = 0;
  for (let end = at; end < rewriter.tokens.length; end += 1) {
    if (rewriter.has(end, '[')) depth += 1;
    if (rewriter.has(end, ']') && (depth -= 1) === 0) return end + 1;
  }
  return rewriter.tokens.length;
}

/** The token after a path such as `a.b[0].c`. */
export function pathEnd(rewriter: Rewriter, at: number): number {
  let end = at + 1;
  for (;;) {
    if (rewriter.has(end, '.') && isName(rewriter.tokens[end + 1])) end += 2;
    else if (rewriter.has(end, '[') && !rewriter.has(end + 1, ']'))
      end = subscriptEnd(rewriter, end);
    else return end;
  }
}

function aliasAt(rewriter: Rewriter, at: number): { alias: string | undefined; to: number } {
  const named = rewriter.has(at, 'as') ? at + 1 : at;
  const token = rewriter.tokens[named];
  const isAlias = isName(token) && !(token.kind === 'word' && NO_ALIAS.has(token.text));
  return isAlias ? { alias: identifierOf(token), to: named + 1 } : { alias: undefined, to: at };
}

/** Returns the place of a name; `#t` is one name in two tokens. */
export function nameAt(rewriter: Rewriter, at: number): number {
  return rewriter.has(at, '#') ? at + 1 : at;
}

const BEFORE_TABLE = new Set(['update', 'into', 'using', 'from', 'join']);

/** Returns the name of a row that a procedure declares at a token: `r RECORD`, `FOR r IN …`. */
function rowVariable(rewriter: Rewriter, at: number): string | undefined {
  const token = rewriter.tokens[at];
  if (!isName(token)) return undefined;
  const isLoop = rewriter.has(at - 1, 'for') && rewriter.has(at + 1, 'in');
  const isRow =
    rewriter.has(at + 1, 'record') || rewriter.has(pathEnd(rewriter, at + 1), '%', 'rowtype');
  return isLoop || isRow ? identifierOf(token) : undefined;
}

/** Returns true if the parenthesis at `at` contains a query, perhaps in parentheses of its own. */
function opensQuery(rewriter: Rewriter, at: number): boolean {
  if (['select', 'with'].some((word) => rewriter.has(at + 1, word))) return true;
  if (!rewriter.has(at + 1, '(') || !opensQuery(rewriter, at + 1)) return false;
  const end = rewriter.after(at + 1);
  // `((SELECT …) AS t JOIN …)` begins with a query and is a join.
  return [')', ...AFTER_QUERY].some((text) => rewriter.has(end, text));
}

const AFTER_QUERY = ['union', 'intersect', 'except', 'minus', 'order', 'limit', 'offset'];

/** Returns true if the parenthesis at `at` contains joined tables: `(a JOIN b ON …)`. */
export function opensJoin(rewriter: Rewriter, at: number): boolean {
  if (!rewriter.has(at, '(')) return false;
  const known = joins.get(rewriter) ?? new Map<number, boolean>();
  joins.set(rewriter, known);
  const isJoin = known.get(at) ?? findJoin(rewriter, at);
  known.set(at, isJoin);
  return isJoin;
}

/** What `opensJoin` returned, because each level of parentheses asks for those within it. */
const joins = new WeakMap<Rewriter, Map<number, boolean>>();

function findJoin(rewriter: Rewriter, at: number): boolean {
  if (opensQuery(rewriter, at)) return false;
  if (opensJoin(rewriter, at + 1)) return true;
  for (let token = at + 1; token < rewriter.tokens.length && !rewriter.has(token, ')');) {
    if (rewriter.has(token, 'join')) return true;
    token = rewriter.has(token, '(') ? rewriter.after(token) : token + 1;
  }
  return false;
}

/** Returns true after the FROM of `EXTRACT(year FROM t.c.d)`, which names no table. */
function isOfCall(rewriter: Rewriter, at: number): boolean {
  if (!rewriter.has(at - 1, 'from')) return false;
  let depth = 0;
  for (let token = at - 2; token >= 0; token -= 1) {
    if (rewriter.has(token, ')')) depth += 1;
    if (depth === 0 && (rewriter.has(token, 'select') || rewriter.has(token, 'delete')))
      return false;
    if (rewriter.has(token, '(') && (depth -= 1) < 0) return true;
  }
  return false;
}

/** Tables by their names and aliases, and the indexes of the names. */
interface Tables {
  readonly names: Set<string>;
  readonly references: Set<number>;
}

/** Adds a list of tables, joined tables and subqueries, or the one target of INTO. */
function addTables(rewriter: Rewriter, at: number, tables: Tables): void {
  const start = nameAt(rewriter, at);
  const isInParentheses = rewriter.has(start, '(');
  if (!isInParentheses && !isName(rewriter.tokens[start])) return;
  // The other tables of a join follow a JOIN.
  if (opensJoin(rewriter, start)) addTables(rewriter, start + 1, tables);
  const end = isInParentheses ? rewriter.after(start) : pathEnd(rewriter, start);
  const last = rewriter.tokens[end - 1];
  if (!isInParentheses) tables.references.add(start);
  if (isName(last)) tables.names.add(identifierOf(last));
  // In a procedure, SELECT INTO has a list of variables, which the items of the query follow.
  if (rewriter.has(at - 1, 'into')) return;
  const { alias, to } = aliasAt(rewriter, end);
  if (alias !== undefined) tables.names.add(alias);
  if (rewriter.has(to, ',')) addTables(rewriter, to + 1, tables);
}

/**
 * Returns target tables of the statement, which are also visible in its subqueries, and the rows
 * that a procedure declares.
 */
function statementTables(rewriter: Rewriter): Tables {
  const tables: Tables = { names: new Set(), references: new Set() };
  for (const [at] of rewriter.tokens.entries()) {
    const row = rowVariable(rewriter, at);
    if (row !== undefined) tables.names.add(row);
  }
  for (const [at, { kind, text }] of rewriter.tokens.entries()) {
    const isBefore = kind === 'word' && BEFORE_TABLE.has(text) && !rewriter.has(at - 1, '.');
    if (isBefore && !isOfCall(rewriter, at + 1)) addTables(rewriter, at + 1, tables);
  }
  // FROM may be omitted in DELETE.
  if (rewriter.has(0, 'delete') && !rewriter.has(1, 'from')) addTables(rewriter, 1, tables);
  return tables;
}

function scopeOf(rewriter: Rewriter, block: Span, from: Span, outer: ReadonlySet<string>): Scope {
  const tables = new Set<string>();
  const unnested: Unnested[] = [];
  const references = new Set<number>();
  for (let at = from.from; at < from.to; at += 1) {
    const isStart =
      at === from.from ||
      rewriter.has(at, ',') ||
      rewriter.has(at, 'join') ||
      opensJoin(rewriter, at);
    const isObject = isStart && rewriter.has(at + 1, 'unpivot') && isName(rewriter.tokens[at + 2]);
    const start = isObject ? at + 2 : nameAt(rewriter, at + 1);
    const token = rewriter.tokens[start];
    if (isStart && isName(token)) {
      const end = pathEnd(rewriter, start);
      const { alias, to } = aliasAt(rewriter, end);
      const first = identifierOf(token);
      const isElement = unnested.some((part) => part.alias === first);
      const isPath =
        isObject || isElement || (end > start + 1 && (tables.has(first) || outer.has(first)));
      const last = rewriter.tokens[end - 1];
      const name = alias ?? (isName(last) ? identifierOf(last) : '');
      tables.add(name);
      references.add(start);
      if (isPath) {
        const hasPlace = rewriter.has(to, 'at') && isName(rewriter.tokens[to + 1]);
        const place = hasPlace ? identifierOf(rewriter.tokens[to + 1]!) : undefined;
        unnested.push({
          from: isObject ? start - 1 : start,
          to: hasPlace ? to + 2 : to,
          isObject,
          pathStart: start,
          pathEnd: end,
          alias: name,
          place,
        });
      }
      at = to - 1;
    } else {
      const open = isStart ? start : at;
      const isSkipped = rewriter.has(open, '(') && !opensJoin(rewriter, open);
      // What else is closed here are joined tables.
      if (isSkipped || rewriter.has(at, ')')) {
        const { alias, to } = aliasAt(rewriter, isSkipped ? rewriter.after(open) : at + 1);
        if (alias !== undefined) tables.add(alias);
        at = to - 1;
      }
    }
  }
  return { ...block, tables, references, unnested };
}

function scopesOf(rewriter: Rewriter): readonly Scope[] {
  const scopes: Scope[] = [];
  for (const [at] of rewriter.tokens.entries()) {
    if (!rewriter.has(at, 'select') || rewriter.has(at - 1, '.')) continue;
    const { to, from } = readFrom(rewriter, at);
    if (from === undefined) continue;
    const outer = scopes.filter((scope) => scope.from < at && scope.to >= to);
    const known = new Set(outer.flatMap(({ tables }) => [...tables]));
    scopes.push(scopeOf(rewriter, { from: at, to }, from, known));
  }
  return scopes;
}

interface Names {
  readonly scopes: readonly Scope[];
  readonly statement: Tables;
}

const cache = new WeakMap<Rewriter, Names>();

function namesOf(rewriter: Rewriter): Names {
  const known = cache.get(rewriter);
  if (known !== undefined) return known;
  const names = { scopes: scopesOf(rewriter), statement: statementTables(rewriter) };
  cache.set(rewriter, names);
  return names;
}

/** Returns the scopes of a token, innermost first. */
export function scopesAt(rewriter: Rewriter, at: number): readonly Scope[] {
  return namesOf(rewriter)
    .scopes.filter(({ from, to }) => from < at && at < to)
    .toReversed();
}

/** Returns true if all tables at a token are known: in a SELECT, and in an UPDATE or DELETE. */
export function knowsTables(rewriter: Rewriter, at: number): boolean {
  return (
    scopesAt(rewriter, at).length > 0 || rewriter.has(0, 'update') || rewriter.has(0, 'delete')
  );
}

/** Returns true if a name is that of a table at a token. */
export function isTableAt(rewriter: Rewriter, at: number, name: string): boolean {
  return (
    namesOf(rewriter).statement.names.has(name) ||
    scopesAt(rewriter, at).some(({ tables }) => tables.has(name))
  );
}

/** Returns true if the name of a table begins at a token, in the FROM of a SELECT or elsewhere. */
export function isReference(rewriter: Rewriter, at: number): boolean {
  const { scopes, statement } = namesOf(rewriter);
  return statement.references.has(at) || scopes.some(({ references }) => references.has(at));
}
