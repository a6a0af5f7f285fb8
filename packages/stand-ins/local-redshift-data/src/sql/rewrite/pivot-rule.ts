import { quoteIdentifier, quoteLiteral } from '../../quote.ts';
import { unsupported } from '../../statement-errors.ts';
import { identifierOf, stringValue } from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { splitSpans } from './function-call.ts';
import { writeCall } from './function-rules.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName } from './select-block.ts';

const BEFORE_TABLE = new Set(['from', 'join']);

/** Returns the start of the table before `at`: after FROM, JOIN or a comma. */
function tableStart(rewriter: Rewriter, at: number): number {
  let depth = 0;
  for (let start = at - 1; start >= 0; start -= 1) {
    if (rewriter.has(start, ')')) depth += 1;
    if (rewriter.has(start, '(')) depth -= 1;
    const token = rewriter.tokens[start];
    const isEdge = token?.text === ',' || (token?.kind === 'word' && BEFORE_TABLE.has(token.text));
    if (depth < 0 || (depth === 0 && isEdge)) return start + 1;
  }
  return 0;
}

interface Value {
  readonly text: string;
  readonly name: string;
}

/** Parses an IN list: values or columns with optional aliases, such as `'a' AS x`, `b`. */
function valuesIn(rewriter: Rewriter, open: number): Value[] {
  return splitSpans(rewriter, { from: open + 1, to: rewriter.after(open) - 1 }).map(
    ({ from, to }) => {
      const hasAlias =
        to - from > 1 && (isName(rewriter.tokens[to - 1]) || rewriter.has(to - 2, 'as'));
      const valueEnd = !hasAlias ? to : rewriter.has(to - 2, 'as') ? to - 2 : to - 1;
      const named = rewriter.tokens[hasAlias ? to - 1 : from];
      const name =
        named?.kind === 'string'
          ? stringValue(named)
          : named === undefined
            ? ''
            : identifierOf(named);
      return { text: rewriter.write(from, valueEnd), name };
    },
  );
}

function indexOf(rewriter: Rewriter, { from, to }: Span, word: string): number {
  for (let at = from; at < to; at += 1) {
    if (rewriter.has(at, word)) return at;
    if (rewriter.has(at, '(')) at = rewriter.after(at) - 1;
  }
  return to;
}

/** Returns the columns that an expression uses. */
function namesIn(rewriter: Rewriter, { from, to }: Span): string[] {
  return rewriter.tokens.slice(from, to).filter(isName).map(identifierOf);
}

/** Parses ` AS alias` after the clause. */
function aliasAfter(rewriter: Rewriter, end: number): { to: number; alias: string } {
  const at = rewriter.has(end, 'as') ? end + 1 : end;
  const token = rewriter.tokens[at];
  const isAlias =
    token?.kind === 'quoted' ||
    (token?.kind === 'word' && (at > end || !CLAUSE_WORDS.has(token.text)));
  return isAlias
    ? { to: at + 1, alias: quoteIdentifier(identifierOf(token)) }
    : { to: end, alias: 'pivoted' };
}

const CLAUSE_WORDS = new Set(
  'where group having qualify order limit offset union intersect except minus join left right inner full cross on natural using'.split(
    ' ',
  ),
);

const PLAIN_CALL = {
  withinGroup: undefined,
  ignoresNulls: false,
  over: undefined,
  overText: '',
} as const;

/** Whether a column has a value of the IN list, which may be NULL. */
function matches(column: string, value: string): string {
  return /^\s*null\s*$/i.test(value) ? `${column} IS NULL` : `${column} = ${value}`;
}

/** `sum(x) AS total`: an aggregate of one value of the column that is turned. */
function aggregateText(rewriter: Rewriter, { from, to }: Span, condition: string) {
  const open = indexOf(rewriter, { from, to }, '(');
  const close = rewriter.after(open);
  const isDistinct = rewriter.has(open + 1, 'distinct');
  const start = isDistinct ? open + 2 : open + 1;
  const value = rewriter.has(start, '*') ? '1' : rewriter.write(start, close - 1);
  const name = rewriter.tokens[from]?.text ?? '';
  const last = rewriter.tokens[to - 1];
  const suffix = close < to && isName(last) ? `_${identifierOf(last)}` : '';
  const inner = `${isDistinct ? 'DISTINCT ' : ''}CASE WHEN ${condition} THEN ${value} END`;
  const call = { ...PLAIN_CALL, name, inner, arguments: [inner], end: close };
  return { suffix, text: writeCall(call) ?? `${name}(${inner})` };
}

function pivotText(rewriter: Rewriter, source: string, open: number, end: number): string {
  const inside = { from: open + 1, to: end - 1 };
  const forAt = indexOf(rewriter, inside, 'for');
  const inAt = indexOf(rewriter, { from: forAt, to: end }, 'in');
  const column = rewriter.write(forAt + 1, inAt).trim();
  const aggregates = splitSpans(rewriter, { from: open + 1, to: forAt });
  const columns = rewriter.columnsOf(`SELECT * FROM ${source}`);
  if (columns === undefined) throw unsupported('PIVOT in a correlated subquery');
  const used = new Set([
    ...aggregates.flatMap((span) => namesIn(rewriter, span)),
    ...namesIn(rewriter, { from: forAt + 1, to: inAt }),
  ]);
  const kept = columns.filter((name) => !used.has(name)).map(quoteIdentifier);
  const cells = valuesIn(rewriter, inAt + 1).flatMap(({ text, name }) =>
    aggregates.map((span) => {
      const { text: aggregate, suffix } = aggregateText(rewriter, span, matches(column, text));
      return `${aggregate} AS ${quoteIdentifier(`${name}${suffix}`)}`;
    }),
  );
  const group = kept.length === 0 ? '' : ` GROUP BY ${kept.join(', ')}`;
  return `(SELECT ${[...kept, ...cells].join(', ')} FROM ${source}${group})`;
}

function unpivotText(
  rewriter: Rewriter,
  source: string,
  open: number,
  end: number,
  keepsNulls: boolean,
): string {
  const forAt = indexOf(rewriter, { from: open + 1, to: end - 1 }, 'for');
  const inAt = indexOf(rewriter, { from: forAt, to: end }, 'in');
  const value = rewriter.write(open + 1, forAt).trim();
  const label = rewriter.write(forAt + 1, inAt).trim();
  const columns = rewriter.columnsOf(`SELECT * FROM ${source}`);
  if (columns === undefined) throw unsupported('UNPIVOT in a correlated subquery');
  const turned = valuesIn(rewriter, inAt + 1);
  const used = new Set(turned.map(({ text }) => text.trim().replaceAll('"', '')));
  const kept = columns.filter((name) => !used.has(name)).map(quoteIdentifier);
  const parts = turned.map(
    ({ text, name }) =>
      `SELECT ${[...kept, `${quoteLiteral(name)}::varchar AS ${label}`, `${text} AS ${value}`].join(', ')} FROM ${source}${keepsNulls ? '' : ` WHERE ${text} IS NOT NULL`}`,
  );
  return `(${parts.join(' UNION ALL ')})`;
}

/**
 * Translates `table PIVOT (sum(x) FOR c IN ('a', 'b'))` to one aggregate per value, grouped by all
 * other columns, and `table UNPIVOT (v FOR n IN (a, b))` to the union of the columns' rows.
 */
export const pivotRule: Rule = (rewriter, at) => {
  const isPivot = rewriter.has(at, 'pivot', '(');
  const isUnpivot = rewriter.has(at, 'unpivot') && !isPivot;
  if (!isPivot && !isUnpivot) return undefined;
  const hasNulls = isUnpivot && rewriter.has(at + 2, 'nulls');
  const open = hasNulls ? at + 3 : at + 1;
  if (!rewriter.has(open, '(')) return undefined;
  const end = rewriter.after(open);
  const from = tableStart(rewriter, at);
  const source = rewriter.written(from).trim();
  const text = isPivot
    ? pivotText(rewriter, source, open, end)
    : unpivotText(rewriter, source, open, end, rewriter.has(at + 1, 'include'));
  const { to, alias } = aliasAfter(rewriter, end);
  return { from, to, text: `${text} AS ${alias}` };
};
