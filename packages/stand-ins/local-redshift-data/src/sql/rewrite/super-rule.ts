import { quoteIdentifier, quoteLiteral } from '../../quote.ts';
import { identifierOf } from '../scan-sql.ts';
import {
  ARITHMETIC,
  besideText,
  boundsOf,
  literalBefore,
  opensOperand,
  valuesOf,
} from './beside-text.ts';
import type { Rewriter, Rewritten, Rule } from './rewriter.ts';
import { isName } from './select-block.ts';
import {
  isReference,
  isTableAt,
  knowsTables,
  pathEnd,
  scopesAt,
  subscriptEnd,
  type Unnested,
} from './super-scope.ts';

/** Returns how many names of a path are a column: 2 for `t.c`, 1 for `c`, 0 if it is no path. */
function columnLength(rewriter: Rewriter, at: number, end: number): number {
  const [first, second, third] = [0, 2, 4].map((offset) => {
    const token = rewriter.tokens[at + offset];
    const isPart = at + offset < end && (offset === 0 || rewriter.has(at + offset - 1, '.'));
    return isPart && isName(token) ? identifierOf(token) : undefined;
  });
  const scopes = scopesAt(rewriter, at);
  const isTable = (name: string | undefined): boolean =>
    name !== undefined && isTableAt(rewriter, at, name);
  const isElement = scopes.some(({ unnested }) => unnested.some(({ alias }) => alias === first));
  if (isElement) return 1;
  if (second === undefined) return end > at + 1 ? 1 : 0;
  if (isTable(first)) return end > at + 3 ? 2 : 0;
  if (isTable(second) && third !== undefined) return end > at + 5 ? 3 : 0;
  return knowsTables(rewriter, at) && !isTable(second) ? 1 : 0;
}

/** Converts `.key` and `[n]` to subscripts of a jsonb. */
export function subscripts(rewriter: Rewriter, from: number, end: number): string {
  let text = '';
  for (let at = from; at < end;) {
    if (rewriter.has(at, '.')) {
      text += `[${quoteLiteral(identifierOf(rewriter.tokens[at + 1]!))}]`;
      at += 2;
    } else {
      const close = subscriptEnd(rewriter, at) - 1;
      // A string is the name of an attribute.
      const isLiteral =
        close === at + 2 && ['number', 'string'].includes(rewriter.tokens[at + 1]?.kind ?? '');
      const place = rewriter.write(at + 1, close);
      text += isLiteral ? `[${place}]` : `[(${place})::integer]`;
      at = close + 1;
    }
  }
  return text;
}

/** Converts a path to PostgreSQL: `(t.c)['k'][0]` for `t.c.k[0]`; undefined if it is no path. */
function pathText(rewriter: Rewriter, at: number, end: number): string | undefined {
  const length = columnLength(rewriter, at, end);
  if (length === 0) return undefined;
  const columnEnd = at + 2 * length - 1;
  const first = identifierOf(rewriter.tokens[at]!);
  const isElement = scopesAt(rewriter, at).some(({ unnested }) =>
    unnested.some(({ alias }) => alias === first),
  );
  if (isElement)
    return `(${quoteIdentifier(first)}.${quoteIdentifier(first)})${subscripts(rewriter, at + 1, end)}`;
  const column = rewriter.tokens
    .slice(at, columnEnd)
    .map((token) => (isName(token) ? quoteIdentifier(identifierOf(token)) : '.'))
    .join('');
  return `(${column})${subscripts(rewriter, columnEnd, end)}`;
}

/** Functions that take numbers of SUPER. */
const OF_NUMBERS = new Set(['abs', 'ceil', 'ceiling', 'floor', 'round', 'sign', 'trunc']);

/** Returns true within the parentheses of a call in the SELECT list. */
function isNested(rewriter: Rewriter, at: number): boolean {
  const [scope] = scopesAt(rewriter, at);
  let depth = 0;
  for (let token = at - 1; token > (scope?.from ?? 0); token -= 1) {
    if (rewriter.has(token, ')')) depth += 1;
    if (rewriter.has(token, '(')) depth -= 1;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * Selects how a path is read, by the operand beside it: a text literal is compared as JSON text.
 */
export function inPlace(rewriter: Rewriter, at: number, end: number, text: string): Rewritten {
  const besideIt = besideText(rewriter, at, end, text);
  if (besideIt !== undefined) return besideIt;
  const { tokens } = rewriter;
  const next = tokens[end]?.text ?? '';
  const before = tokens[at - 1]?.text ?? '';
  const isNumber =
    ARITHMETIC.has(next) ||
    (ARITHMETIC.has(before) && !['select', ',', '('].includes(tokens[at - 2]?.text ?? ''));
  // CASE path WHEN 'text', and DECODE(path, 'text', …).
  const isMatched =
    tokens[end + 1]?.kind === 'string' &&
    ((before === 'case' && next === 'when') ||
      (before === '(' && next === ',' && rewriter.has(at - 2, 'decode')));
  if (isMatched) return { to: end, text: `(${text})::varchar` };
  const isArgument =
    before === '(' && (next === ')' || next === ',') && OF_NUMBERS.has(tokens[at - 2]?.text ?? '');
  // A cast binds more tightly than arithmetic.
  if ((isNumber && next !== '::') || isArgument) {
    return { to: end, text: `redshift_internal.super_number(${text})` };
  }
  const isItem =
    (before === 'select' || before === ',') &&
    (next === ',' || next === 'from') &&
    !isNested(rewriter, at);
  const last = tokens[end - 1];
  return isItem && isName(last)
    ? { to: end, text: `${text} AS ${quoteIdentifier(identifierOf(last))}` }
    : { to: end, text };
}

/** Returns `t.items`, a column of a table that is not a path yet. */
function columnText(rewriter: Rewriter, from: number, end: number): string {
  return rewriter.tokens
    .slice(from, end)
    .filter(isName)
    .map((token) => quoteIdentifier(identifierOf(token)))
    .join('.');
}

/** Names of tables, and of objects of PostgreSQL's catalog, are not paths. */
function isOther(rewriter: Rewriter, at: number): boolean {
  return (
    ['::', 'as', 'collate'].includes(rewriter.tokens[at - 1]?.text ?? '') ||
    rewriter.has(at, 'array', '[') ||
    ['pg_catalog', 'information_schema'].includes(rewriter.tokens[at]?.text ?? '') ||
    isReference(rewriter, at)
  );
}

function unnestedText(rewriter: Rewriter, unnested: Unnested): string {
  const { isObject, place, pathStart: start, pathEnd: end } = unnested;
  const path = pathText(rewriter, start, end) ?? columnText(rewriter, start, end);
  const alias = quoteIdentifier(unnested.alias);
  const columns = place === undefined ? alias : `${alias}, ${quoteIdentifier(place)}`;
  const name = isObject ? 'attributes' : place === undefined ? 'elements' : 'placed_elements';
  return `redshift_internal.${name}(${path}) AS ${alias}(${columns})`;
}

/** Translates an element that FROM iterates over and that is used by its name alone. */
function elementText(rewriter: Rewriter, at: number): Rewritten | undefined {
  const name = identifierOf(rewriter.tokens[at]!);
  const isElement = scopesAt(rewriter, at).some(({ unnested }) =>
    unnested.some(({ alias, pathStart, to }) => alias === name && !(pathStart <= at && at < to)),
  );
  if (!isElement || isOther(rewriter, at)) return undefined;
  return besideText(rewriter, at, at + 1, `${quoteIdentifier(name)}.${quoteIdentifier(name)}`);
}

/** Returns true if a value of SUPER, and nothing more, begins at a token, perhaps in parentheses. */
function isSuper(rewriter: Rewriter, at: number): boolean {
  if (rewriter.has(at, '(')) return isSuper(rewriter, at + 1);
  if (!isName(rewriter.tokens[at]) || isOther(rewriter, at)) return false;
  const end = pathEnd(rewriter, at);
  const next = rewriter.tokens[end]?.text ?? '';
  const isPart = next === '::' || next === '(' || ARITHMETIC.has(next);
  return !isPart && pathText(rewriter, at, end) !== undefined;
}

/** Writes `(t.s.x)` beside text, with its parentheses. */
function inParentheses(rewriter: Rewriter, at: number): Rewritten | undefined {
  let start = at;
  while (rewriter.has(start, '(')) start += 1;
  const depth = start - at;
  if (!isSuper(rewriter, start)) return undefined;
  const end = pathEnd(rewriter, start) + depth;
  const isAlone = rewriter.after(at) === end;
  const text = pathText(rewriter, start, end - depth);
  return isAlone && text !== undefined ? besideText(rewriter, at, end, text) : undefined;
}

/** Writes the text literal of `'a' IN (t.s.x, …)` and of `'a' BETWEEN t.s.x AND …`. */
function textBefore(rewriter: Rewriter, at: number): Rewritten | undefined {
  const end = rewriter.has(at, '(') ? rewriter.after(at) : at + 1;
  const literal = literalBefore(rewriter, end);
  if (literal?.from !== at) return undefined;
  const operator = rewriter.has(literal.to, 'not') ? literal.to + 1 : literal.to;
  const starts: number[] = [];
  if (rewriter.has(operator, 'in', '(')) {
    starts.push(...valuesOf(rewriter, operator).map(({ from }) => from));
  } else if (rewriter.has(operator, 'between')) {
    const { lower, upper } = boundsOf(rewriter, operator);
    starts.push(lower.from, upper);
  }
  return starts.some((start) => isSuper(rewriter, start)) ? literal : undefined;
}

/** Detects `database.schema.table.column`. */
function hasDatabase(rewriter: Rewriter, at: number): boolean {
  const names = [0, 2, 4, 6].map((offset) => rewriter.tokens[at + offset]);
  const points = [1, 3, 5].every((offset) => rewriter.has(at + offset, '.'));
  const [database, schema, table] = names;
  if (!points || !names.every(isName) || !isName(database) || !isName(schema) || !isName(table)) {
    return false;
  }
  const isTable = (name: typeof table): boolean => isTableAt(rewriter, at, identifierOf(name));
  return isTable(table) && !isTable(schema) && !isTable(database);
}

/** Translates paths into SUPER values, and arrays that FROM iterates over. */
export const superRule: Rule = (rewriter, at) => {
  const token = rewriter.tokens[at];
  if (token?.kind === 'string') return textBefore(rewriter, at);
  if (opensOperand(rewriter, at)) return inParentheses(rewriter, at) ?? textBefore(rewriter, at);
  if (!isName(token) || rewriter.has(at - 1, '.')) return undefined;
  const unnested = scopesAt(rewriter, at)
    .flatMap((scope) => scope.unnested)
    .find(({ from }) => from === at);
  if (unnested !== undefined) {
    return { to: unnested.to, text: unnestedText(rewriter, unnested) };
  }
  if (!rewriter.has(at + 1, '.') && !rewriter.has(at + 1, '[')) return elementText(rewriter, at);
  if (isOther(rewriter, at)) return undefined;
  if (hasDatabase(rewriter, at)) return { to: at + 2, text: '' };
  const end = pathEnd(rewriter, at);
  if (rewriter.has(end, '(') || rewriter.has(end, '.')) return undefined;
  const text = pathText(rewriter, at, end);
  return text === undefined ? undefined : inPlace(rewriter, at, end, text);
};
