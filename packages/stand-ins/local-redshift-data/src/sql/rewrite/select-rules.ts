import { quoteIdentifier } from '../../quote.ts';
import { unsupported } from '../../statement-errors.ts';
import { identifierOf } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { aggregateCall } from './aggregates.ts';
import { fromText, whereText } from './from-clause.ts';
import { hasOuterMarks } from './outer-joins.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import {
  type ClauseName,
  excludedNames,
  readSelect,
  type SelectBlock,
  type SelectItem,
} from './select-block.ts';

/** Returns aliases that later items of the list, WHERE or HAVING use: `SELECT a AS x, x + 1`. */
function lateralNames(rewriter: Rewriter, { items, clauses }: SelectBlock): ReadonlySet<string> {
  const named = new Set<string>();
  const used = new Set<string>();
  const collect = ({ from, to }: Span): void => {
    for (let at = from; at < to; at += 1) {
      const token = rewriter.tokens[at];
      if (token?.kind !== 'word' && token?.kind !== 'quoted') continue;
      const isQualified = rewriter.has(at - 1, '.') || rewriter.has(at + 1, '.');
      if (named.has(identifierOf(token)) && !isQualified && !rewriter.has(at + 1, '('))
        used.add(identifierOf(token));
    }
  };
  for (const { from, valueEnd, alias } of items) {
    collect({ from, to: valueEnd });
    if (alias !== undefined) named.add(alias);
  }
  for (const name of ['where', 'having', 'qualify'] as const) {
    const clause = clauses.get(name);
    if (clause !== undefined) collect(clause);
  }
  return used;
}

/**
 * Returns the values of aliases that later items, WHERE, HAVING or QUALIFY use. A column with the same name
 * has precedence.
 */
function lateralValues(rewriter: Rewriter, block: SelectBlock): ReadonlyMap<string, string> {
  const used = lateralNames(rewriter, block);
  let values: ReadonlyMap<string, string> = new Map();
  if (used.size === 0) return values;
  const from = fromText(rewriter, block);
  const columns = new Set(from === '' ? [] : (rewriter.columnsOf(`SELECT *${from}`) ?? []));
  for (const { from: start, valueEnd, alias } of block.items) {
    if (alias === undefined || !used.has(alias) || columns.has(alias) || values.has(alias))
      continue;
    const value = rewriter.withNames(values, () => rewriter.write(start, valueEnd));
    values = new Map([...values, [alias, `(${value})`]]);
  }
  return values;
}

/** Returns the remaining columns of `* EXCLUDE (a, b)` or `t.* EXCLUDE a`. */
function excludeText(
  rewriter: Rewriter,
  block: SelectBlock,
  { from, to }: SelectItem,
): string | undefined {
  let star = from;
  while (star < to && !rewriter.has(star, '*')) star += 1;
  const isStar = star < to && (star === from || rewriter.has(star - 1, '.'));
  const hasOwn = rewriter.has(star + 1, 'exclude');
  if (!hasOwn && !(isStar && block.excluded.size > 0)) return undefined;
  const excluded = hasOwn ? excludedNames(rewriter, star + 1) : block.excluded;
  const prefix = rewriter.write(from, star);
  const columns = rewriter.columnsOf(`SELECT ${prefix}*${fromText(rewriter, block)}`);
  if (columns === undefined) throw unsupported('EXCLUDE in a correlated subquery');
  return columns
    .filter((name) => !excluded.has(name))
    .map((name) => `${prefix}${quoteIdentifier(name)}`)
    .join(', ');
}

/** Whether an item with a name is taken out by the EXCLUDE at the end of the list. */
function isExcluded(
  rewriter: Rewriter,
  { excluded }: SelectBlock,
  { alias, to }: SelectItem,
): boolean {
  const last = rewriter.tokens[to - 1];
  return last !== undefined && excluded.has(alias ?? identifierOf(last));
}

function itemText(
  rewriter: Rewriter,
  block: SelectBlock,
  item: SelectItem,
  values: ReadonlyMap<string, string>,
): string {
  const excluded = excludeText(rewriter, block, item);
  if (excluded !== undefined) return excluded;
  const value = rewriter.withNames(values, () => rewriter.write(item.from, item.valueEnd));
  return `${value}${item.valueEnd === item.to ? '' : ` ${rewriter.write(item.valueEnd, item.to)}`}`;
}

/** Translates `GROUP BY ALL`, which groups by each item without an aggregate. */
function groupText(rewriter: Rewriter, block: SelectBlock): string {
  const group = block.clauses.get('group');
  if (group === undefined) return '';
  if (!rewriter.has(group.from + 2, 'all')) return ` ${rewriter.writeSpan(group)}`;
  const places = block.items.flatMap((item, index) => {
    if (rewriter.has(item.valueEnd - 1, '*')) throw unsupported('GROUP BY ALL with *');
    return aggregateCall(rewriter, item) ? [] : [index + 1];
  });
  return places.length === 0 ? '' : ` GROUP BY ${places.join(', ')}`;
}

function clauseText(rewriter: Rewriter, { clauses }: SelectBlock, name: ClauseName): string {
  const clause = clauses.get(name);
  return clause === undefined ? '' : ` ${rewriter.writeSpan(clause)}`;
}

/**
 * Translates `QUALIFY condition` to an outer query. The condition becomes a column of the inner
 * query. Clauses after QUALIFY stay in the outer query, except an ORDER BY that uses columns that
 * are not selected.
 */
function qualifyText(
  rewriter: Rewriter,
  block: SelectBlock,
  head: string,
  values: ReadonlyMap<string, string>,
): string {
  const qualify = block.clauses.get('qualify')!;
  const condition = rewriter.withNames(values, () => rewriter.write(qualify.from + 1, qualify.to));
  const body = `${head}${fromText(rewriter, block)}${rewriter.withNames(values, () => whereText(rewriter, block))}${groupText(rewriter, block)}${rewriter.withNames(values, () => clauseText(rewriter, block, 'having'))}`;
  const names = rewriter.columnsOf(`SELECT ${body}`);
  if (names === undefined) throw unsupported('QUALIFY in a correlated subquery');
  const inner = names.map((_, index) => `c${index + 1}`);
  const [rest, where] = [body.slice(head.length), `WHERE "?qualify"`];
  const outer = names
    .map((name, index) => `q.${inner[index]} AS ${quoteIdentifier(name)}`)
    .join(', ');
  const order = clauseText(rewriter, block, 'order');
  const [innerOrder, outerOrder] = block.isDistinct ? ['', order] : [order, ''];
  return `SELECT ${block.isDistinct ? 'DISTINCT ' : ''}${outer} FROM (SELECT ${head}, (${condition}) AS "?qualify"${rest}${innerOrder}) AS q(${[...inner, '"?qualify"'].join(', ')}) ${where}${outerOrder}`;
}

function limitText(rewriter: Rewriter, block: SelectBlock): string {
  return block.top === undefined
    ? (['limit', 'offset'] as const)
        .toSorted((a, b) => (block.clauses.get(a)?.from ?? 0) - (block.clauses.get(b)?.from ?? 0))
        .map((name) => clauseText(rewriter, block, name))
        .join('')
    : ` LIMIT ${block.top}`;
}

function needsRule(rewriter: Rewriter, block: SelectBlock): boolean {
  return (
    block.top !== undefined ||
    block.clauses.has('qualify') ||
    block.clauses.has('connect') ||
    block.excluded.size > 0 ||
    hasOuterMarks(rewriter, block) ||
    rewriter.has((block.clauses.get('group')?.from ?? -3) + 2, 'all') ||
    block.items.some(({ from, to }) =>
      rewriter.tokens.slice(from, to).some(({ text }) => text === 'exclude'),
    ) ||
    lateralNames(rewriter, block).size > 0
  );
}

/**
 * Translates TOP, QUALIFY, EXCLUDE, GROUP BY ALL, CONNECT BY, `(+)`, and references to aliases of
 * the SELECT list.
 */
export const selectRule: Rule = (rewriter, at) => {
  if (!rewriter.has(at, 'select') || rewriter.has(at - 1, '.')) return undefined;
  const block = readSelect(rewriter, at);
  const text = rewriter.withNames(new Map(), () => {
    if (!needsRule(rewriter, block)) return undefined;
    const values = lateralValues(rewriter, block);
    const head = block.items
      .filter((item) => !isExcluded(rewriter, block, item))
      .map((item) => itemText(rewriter, block, item, values))
      .join(', ');
    if (block.clauses.has('qualify')) {
      return `${qualifyText(rewriter, block, head, values)}${limitText(rewriter, block)}`;
    }
    const start = `SELECT ${block.isDistinct ? 'DISTINCT ' : ''}${head}`;
    const where = rewriter.withNames(values, () => whereText(rewriter, block));
    const having = rewriter.withNames(values, () => clauseText(rewriter, block, 'having'));
    const rest = (['window', 'order'] as const).map((name) => clauseText(rewriter, block, name));
    return `${start}${fromText(rewriter, block)}${where}${groupText(rewriter, block)}${having}${rest.join('')}${limitText(rewriter, block)}`;
  });
  if (text === undefined) return undefined;
  const wrapped = block.isBranch && block.top !== undefined ? `(${text})` : text;
  return { to: block.to, text: `${wrapped} ` };
};

/** Replaces an alias of the SELECT list by its value. */
export const nameRule: Rule = (rewriter, at) => {
  const token = rewriter.tokens[at];
  if (token?.kind !== 'word' && token?.kind !== 'quoted') return undefined;
  if (rewriter.has(at - 1, '.') || rewriter.has(at + 1, '.') || rewriter.has(at + 1, '('))
    return undefined;
  const text = rewriter.valueOf(identifierOf(token));
  return text === undefined ? undefined : { to: at + 1, text };
};
