import { SqlStatementError } from '../statement-errors.ts';
import { rejectReservedName } from './reserved-words.ts';
import {
  afterParenthesis,
  identifierOf,
  type SqlSource,
  startsWith,
  type Token,
} from './scan-sql.ts';
import { tableName } from './table-layout.ts';

type Change =
  | { readonly kind: 'drop-column'; readonly column: string; readonly isCascading: boolean }
  | {
      readonly kind: 'column-type';
      readonly column: string;
      readonly isBinary: boolean;
      /** The new length in bytes, if the type has one. */
      readonly length: number | undefined;
    }
  | { readonly kind: 'distribution' | 'encoding' | 'sortkey-auto' };

/**
 * A change of a table that depends on the table's keys, encodings and columns: the database checks it
 * before it is made.
 */
export interface TableAlteration {
  /** The table's name in SQL. */
  readonly table: string;
  readonly change: Change;
}

const IN_BATCH = 'ALTER TABLE ALTER COLUMN cannot run inside a transaction block';
const CONSTRAINTS = new Set(['constraint', 'primary', 'unique', 'foreign']);

/** Parts of a column's definition that only CREATE TABLE supports, with the message for each. */
const ONLY_IN_CREATE: readonly (readonly [string, string])[] = [
  ['primary', 'columns defined with UNIQUE or PRIMARY KEY constraints'],
  ['unique', 'columns defined with UNIQUE or PRIMARY KEY constraints'],
  ['references', 'columns defined with REFERENCES'],
  ['identity', 'IDENTITY columns'],
  ['distkey', 'DISTKEY and SORTKEY columns'],
  ['sortkey', 'DISTKEY and SORTKEY columns'],
];

/** @throws SqlStatementError for `ADD COLUMN a INT PRIMARY KEY` and other definitions */
function rejectNewColumn(tokens: readonly Token[], name: number): void {
  // ADD PARTITION (…) is of an external table.
  if (!startsWith(tokens, name + 1, '(')) rejectReservedName(tokens[name]);
  let [isRequired, hasDefault] = [false, false];
  for (let at = name + 1; at < tokens.length; at += 1) {
    if (startsWith(tokens, at, '(')) at = afterParenthesis(tokens, at) - 1;
    const found = ONLY_IN_CREATE.find(([word]) => startsWith(tokens, at, word));
    if (found !== undefined) {
      throw new SqlStatementError(`ALTER TABLE ADD COLUMN does not support ${found[1]}`);
    }
    isRequired ||= startsWith(tokens, at, 'not', 'null');
    hasDefault ||= startsWith(tokens, at, 'default') && !startsWith(tokens, at + 1, 'null');
  }
  if (isRequired && !hasDefault) {
    throw new SqlStatementError(
      'ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression',
    );
  }
}

/** @throws SqlStatementError for `ALTER COLUMN a ENCODE lzo, ALTER COLUMN a ENCODE raw` */
function rejectRepeatedEncoding(tokens: readonly Token[]): void {
  const columns = tokens.flatMap((token, at) =>
    startsWith(tokens, at + 1, 'encode') ? [identifierOf(token)] : [],
  );
  const twice = columns.find((column, place) => columns.indexOf(column) !== place);
  if (twice !== undefined) {
    throw new SqlStatementError(`ALTER TABLE changes the encoding of column "${twice}" twice`);
  }
}

const BINARY_TYPES = new Set(['varbyte', 'varbinary', 'binary']);
const MAX_LENGTH = 65_535;

/** Returns the length of `VARCHAR(20)`, `CHARACTER VARYING(20)` or `VARCHAR(MAX)`. */
function lengthOf(tokens: readonly Token[], at: number): number | undefined {
  const open = tokens.findIndex((_, place) => place > at && startsWith(tokens, place, '('));
  const text = tokens[open + 1]?.text;
  if (open === -1 || text === undefined) return undefined;
  return text === 'max' ? MAX_LENGTH : Number(text);
}

/** Returns what `ALTER TABLE t ALTER …` changes; `at` is the token after ALTER. */
function alteredPart(tokens: readonly Token[], at: number, isInBatch: boolean): Change | undefined {
  if (startsWith(tokens, at, 'sortkey', 'auto')) return { kind: 'sortkey-auto' };
  if (startsWith(tokens, at, 'distkey') || startsWith(tokens, at, 'diststyle')) {
    return { kind: 'distribution' };
  }
  const name = startsWith(tokens, at, 'column') ? at + 1 : at;
  const [column, type] = [tokens[name], tokens[name + 2]];
  if (column === undefined || type === undefined) return undefined;
  if (startsWith(tokens, name + 1, 'encode')) {
    rejectRepeatedEncoding(tokens);
    return { kind: 'encoding' };
  }
  if (!startsWith(tokens, name + 1, 'type')) return undefined;
  if (isInBatch) throw new SqlStatementError(IN_BATCH);
  if (tokens.some((_, place) => place > at && startsWith(tokens, place, 'using'))) {
    throw new SqlStatementError('ALTER TABLE ALTER COLUMN does not support USING expression');
  }
  const isBinary = BINARY_TYPES.has(type.text);
  const length = lengthOf(tokens, name + 2);
  return { kind: 'column-type', column: identifierOf(column), isBinary, length };
}

/**
 * Returns the change of an ALTER TABLE that the database has to check.
 * @throws SqlStatementError for a change that Redshift rejects for every table
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
 */
export function tableAlteration(
  { tokens }: SqlSource,
  isInBatch: boolean,
): TableAlteration | undefined {
  if (!startsWith(tokens, 0, 'alter', 'table')) return undefined;
  const { table, end } = tableName(tokens, 2);
  const isColumn = startsWith(tokens, end + 1, 'column');
  const name = isColumn ? end + 2 : end + 1;
  const token = tokens[name];
  if (token === undefined || (!isColumn && CONSTRAINTS.has(token.text))) return undefined;
  if (startsWith(tokens, end, 'add')) rejectNewColumn(tokens, name);
  if (startsWith(tokens, end, 'alter')) {
    const change = alteredPart(tokens, end + 1, isInBatch);
    return change && { table, change };
  }
  if (!startsWith(tokens, end, 'drop')) return undefined;
  const isCascading = startsWith(tokens, name + 1, 'cascade');
  return { table, change: { kind: 'drop-column', column: identifierOf(token), isCascading } };
}
