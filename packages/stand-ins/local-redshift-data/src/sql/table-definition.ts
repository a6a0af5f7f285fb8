import { SqlStatementError } from '../statement-errors.ts';
import { rejectReservedName } from './reserved-words.ts';
import { afterParenthesis, type Edit, identifierOf, startsWith, type Token } from './scan-sql.ts';

/** A range of token indexes: `from` up to and without `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

function remove(tokens: readonly Token[], { from, to }: Span, text = ''): Edit {
  return {
    start: tokens[from]?.start ?? 0,
    end: tokens[to - 1]?.end ?? 0,
    text,
  };
}

const YES_NO = new Set(['yes', 'no']);

/** Returns the number of tokens of a table attribute that PostgreSQL lacks. */
function tableAttributeLength(tokens: readonly Token[], at: number): number {
  const next = tokens[at + 1]?.text ?? '';
  if (startsWith(tokens, at, 'diststyle') || startsWith(tokens, at, 'encode', 'auto')) return 2;
  if (startsWith(tokens, at, 'backup') && YES_NO.has(next)) return 2;
  if (startsWith(tokens, at, 'auto', 'refresh')) return 3;
  if (startsWith(tokens, at, 'compound') || startsWith(tokens, at, 'interleaved')) {
    return 1 + tableAttributeLength(tokens, at + 1);
  }
  if (!startsWith(tokens, at, 'distkey') && !startsWith(tokens, at, 'sortkey')) return 0;
  return next === '(' ? afterParenthesis(tokens, at + 1) - at : 2;
}

/** Removes DISTSTYLE, SORTKEY and similar attributes from a table or a materialized view. */
export function tableAttributeEdits(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = [];
  for (let at = 3; at < tokens.length && !startsWith(tokens, at, 'as'); at += 1) {
    const length = tableAttributeLength(tokens, at);
    if (length > 0) edits.push(remove(tokens, { from: at, to: at + length }));
    if (length > 0) at += length - 1;
    else if (startsWith(tokens, at, '(')) at = afterParenthesis(tokens, at) - 1;
  }
  return edits;
}

/** Splits a parenthesised list at its commas; `open` is the index of the parenthesis. */
export function listElements(tokens: readonly Token[], open: number): Span[] {
  const close = afterParenthesis(tokens, open) - 1;
  const spans: Span[] = [];
  let from = open + 1;
  for (let at = from; at < close; at += 1) {
    if (startsWith(tokens, at, '(')) at = afterParenthesis(tokens, at) - 1;
    else if (startsWith(tokens, at, ',')) {
      spans.push({ from, to: at });
      from = at + 1;
    }
  }
  return from < close ? [...spans, { from, to: close }] : spans;
}

/** Returns the names in the parenthesised list that opens at `open`. */
export function namesIn(tokens: readonly Token[], open: number): string[] {
  return listElements(tokens, open).flatMap(({ from }) => {
    const token = tokens[from];
    return token === undefined ? [] : [identifierOf(token)];
  });
}

const KEYS = new Set(['primary', 'unique', 'foreign']);

function isKeyConstraint(tokens: readonly Token[], { from }: Span): boolean {
  const at = startsWith(tokens, from, 'constraint') ? from + 2 : from;
  return KEYS.has(tokens[at]?.text ?? '') && tokens[at]?.kind === 'word';
}

/**
 * Returns the columns of `PRIMARY KEY (a, b)`, which are NOT NULL: this part of a key is enforced.
 */
function primaryKeyColumns(tokens: readonly Token[], { from, to }: Span): string[] {
  const key = tokens.findIndex((_, at) => at >= from && at < to && startsWith(tokens, at, 'key'));
  const isPrimary = startsWith(tokens, key - 1, 'primary');
  if (!isPrimary || !startsWith(tokens, key + 1, '(')) return [];
  return namesIn(tokens, key + 1);
}

const BIGINT_BOUND = '9223372036854775807';
/** Bounds of identity columns by their type, in both directions; of BIGINT for other types. */
const IDENTITY_BOUNDS: Readonly<Record<string, string>> = {
  int: '2147483647',
  integer: '2147483647',
  int4: '2147483647',
};
const SMALLINTS = new Set(['smallint', 'int2']);

/** Returns the bound for the type before an identity, with other attributes between them. */
function identityBound(tokens: readonly Token[], at: number): string {
  for (let before = at - 1; before > 0 && !startsWith(tokens, before, ','); before -= 1) {
    const type = tokens[before]?.text ?? '';
    if (SMALLINTS.has(type)) {
      throw new SqlStatementError('The type of an IDENTITY column must be INTEGER or BIGINT');
    }
    const bound = IDENTITY_BOUNDS[type];
    if (bound !== undefined) return bound;
  }
  return BIGINT_BOUND;
}

function identityText(tokens: readonly Token[], at: number, kind: string): string {
  const [seed, step] = listElements(tokens, at + 1).map(({ from, to }) =>
    tokens
      .slice(from, to)
      .map(({ text }) => text)
      .join(''),
  );
  const bound = identityBound(tokens, at);
  return `GENERATED ${kind} AS IDENTITY (START WITH ${seed} INCREMENT BY ${step} MINVALUE -${bound} MAXVALUE ${bound})`;
}

/** Parses a column attribute at `at` that PostgreSQL lacks: its length, and its replacement. */
function columnAttribute(tokens: readonly Token[], at: number): { length: number; text: string } {
  if (startsWith(tokens, at, 'distkey') || startsWith(tokens, at, 'sortkey')) {
    return { length: 1, text: '' };
  }
  if (startsWith(tokens, at, 'encode')) return { length: 2, text: '' };
  if (startsWith(tokens, at, 'constraint') && KEYS.has(tokens[at + 2]?.text ?? '')) {
    return { length: 2, text: '' };
  }
  if (startsWith(tokens, at, 'primary', 'key')) return { length: 2, text: 'NOT NULL' };
  if (startsWith(tokens, at, 'unique')) return { length: 1, text: '' };
  if (startsWith(tokens, at, 'references')) {
    let to = at + 2;
    while (startsWith(tokens, to, '.')) to += 2;
    if (startsWith(tokens, to, '(')) to = afterParenthesis(tokens, to);
    return { length: to - at, text: '' };
  }
  if (startsWith(tokens, at, 'identity', '(')) {
    const length = afterParenthesis(tokens, at + 1) - at;
    return { length, text: identityText(tokens, at, 'ALWAYS') };
  }
  if (startsWith(tokens, at, 'generated', 'by', 'default', 'as', 'identity', '(')) {
    const length = afterParenthesis(tokens, at + 5) - at;
    return { length, text: identityText(tokens, at + 4, 'BY DEFAULT') };
  }
  return { length: 0, text: '' };
}

/** Returns the edits of one column's definition, without its name at `from`. */
export function columnEdits(tokens: readonly Token[], { from, to }: Span): Edit[] {
  const edits: Edit[] = [];
  for (let at = from + 1; at < to; at += 1) {
    const { length, text } = columnAttribute(tokens, at);
    if (length > 0) {
      edits.push(remove(tokens, { from: at, to: at + length }, text));
      at += length - 1;
    } else if (startsWith(tokens, at, '(')) at = afterParenthesis(tokens, at) - 1;
  }
  return edits;
}

/** Removes a table's keys with the comma beside each. */
function keyConstraintEdits(tokens: readonly Token[], elements: readonly Span[]): Edit[] {
  const firstKept = elements.findIndex((element) => !isKeyConstraint(tokens, element));
  return elements.flatMap((element, index) => {
    if (!isKeyConstraint(tokens, element)) return [];
    return index < firstKept
      ? [remove(tokens, { from: element.from, to: element.to + 1 })]
      : [remove(tokens, { from: element.from - 1, to: element.to })];
  });
}

/**
 * Returns the edits of the columns in `CREATE TABLE t (…)`; `open` is the index of the parenthesis.
 */
export function columnListEdits(tokens: readonly Token[], open: number): Edit[] {
  const elements = listElements(tokens, open);
  const columns = elements.filter((element) => !isKeyConstraint(tokens, element));
  for (const { from } of columns) rejectReservedName(tokens[from]);
  const primaryKey = new Set(
    elements
      .filter((element) => isKeyConstraint(tokens, element))
      .flatMap((element) => primaryKeyColumns(tokens, element)),
  );
  const notNull = columns.flatMap(({ from, to }): Edit[] => {
    const name = tokens[from];
    const end = tokens[to - 1]?.end ?? 0;
    if (name === undefined || !primaryKey.has(identifierOf(name))) return [];
    return [{ start: end, end, text: ' NOT NULL' }];
  });
  return [
    ...keyConstraintEdits(tokens, elements),
    ...columns.flatMap((column) => columnEdits(tokens, column)),
    ...notNull,
  ];
}
