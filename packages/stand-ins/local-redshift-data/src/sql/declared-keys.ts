import { identifierOf, type SqlSource, startsWith, textOf } from './scan-sql.ts';
import { listElements, namesIn } from './table-definition.ts';

/** A key in a table's definition, which Redshift does not enforce. */
export interface DeclaredKey {
  /** Kind as in `pg_constraint.contype`: PRIMARY KEY, UNIQUE, FOREIGN KEY. */
  readonly kind: 'p' | 'u' | 'f';
  /** Name of the CONSTRAINT, if it has one. */
  readonly name: string | undefined;
  readonly columns: readonly string[];
  /** Target of a foreign key: a table in SQL, and its columns. No columns mean the primary key. */
  readonly target?: { readonly table: string; readonly columns: readonly string[] };
}

/** Keys that a statement adds to a table or drops from it; the table is given in SQL. */
export interface TableKeyChange {
  readonly table: string;
  /** True if CREATE TABLE creates the table, unless it exists. */
  readonly isNew: boolean;
  readonly declared: readonly DeclaredKey[];
  readonly dropped: string | undefined;
}

function listAt(source: SqlSource, at: number): string[] {
  return startsWith(source.tokens, at, '(') ? namesIn(source.tokens, at) : [];
}

/** Parses `REFERENCES table [(columns)]`, which begins at `at`. */
function targetAt(source: SqlSource, at: number): DeclaredKey['target'] {
  let end = at + 2;
  while (startsWith(source.tokens, end, '.')) end += 2;
  return { table: textOf(source, at + 1, end), columns: listAt(source, end) };
}

/** Parses the key that begins at `at`; a key of a column has the column's name before it. */
function keyAt(
  source: SqlSource,
  at: number,
  end: number,
  column: string | undefined,
): DeclaredKey | undefined {
  const { tokens } = source;
  const isNamed = startsWith(tokens, at - 2, 'constraint');
  const name = isNamed ? identifierOf(tokens[at - 1]!) : undefined;
  const columnsAt = (open: number): string[] =>
    column === undefined ? listAt(source, open) : [column];
  if (startsWith(tokens, at, 'primary', 'key')) {
    return { kind: 'p', name, columns: columnsAt(at + 2) };
  }
  if (startsWith(tokens, at, 'unique')) return { kind: 'u', name, columns: columnsAt(at + 1) };
  if (column !== undefined && startsWith(tokens, at, 'references')) {
    return { kind: 'f', name, columns: [column], target: targetAt(source, at)! };
  }
  if (column !== undefined || !startsWith(tokens, at, 'foreign', 'key')) return undefined;
  let references = at + 2;
  while (references < end && !startsWith(tokens, references, 'references')) references += 1;
  const columns = listAt(source, at + 2);
  return { kind: 'f', name, columns, target: targetAt(source, references)! };
}

const FIRST_WORDS = new Set(['constraint', 'primary', 'unique', 'foreign', 'like']);

function keysWithin(source: SqlSource, from: number, to: number): DeclaredKey[] {
  const first = source.tokens[from];
  const isColumn = first?.kind === 'quoted' || !FIRST_WORDS.has(first?.text ?? '');
  const column = isColumn && first !== undefined ? identifierOf(first) : undefined;
  for (let at = column === undefined ? from : from + 1; at < to; at += 1) {
    const key = keyAt(source, at, to, column);
    if (key !== undefined && column === undefined) return [key];
    if (key === undefined) continue;
    return [key, ...keysOfColumn(source, at + 1, to, column!)];
  }
  return [];
}

/** Parses the keys of a column: `a INT PRIMARY KEY REFERENCES t` has several. */
function keysOfColumn(source: SqlSource, from: number, to: number, column: string): DeclaredKey[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) =>
    keyAt(source, from + index, to, column),
  ).filter((key) => key !== undefined);
}

/** Parses the keys of `CREATE TABLE t (…)`, or of `ALTER TABLE t ADD …`. */
export function declaredKeys(source: SqlSource): readonly DeclaredKey[] {
  const { tokens } = source;
  if (startsWith(tokens, 0, 'alter', 'table')) {
    const add = tokens.findIndex((_, at) => startsWith(tokens, at, 'add'));
    return add === -1 || startsWith(tokens, add + 1, 'column')
      ? []
      : keysWithin(source, add + 1, tokens.length);
  }
  const open = tokens.findIndex(({ text }) => text === '(');
  const isTable =
    tokens[0]?.text === 'create' && tokens.slice(1, 4).some(({ text }) => text === 'table');
  if (!isTable || open === -1 || tokens.slice(0, open).some(({ text }) => text === 'as')) return [];
  return listElements(tokens, open).flatMap(({ from, to }) => keysWithin(source, from, to));
}

/** Returns the name in `ALTER TABLE t DROP CONSTRAINT name`. */
export function droppedKey({ tokens }: SqlSource): string | undefined {
  if (!startsWith(tokens, 0, 'alter', 'table')) return undefined;
  const drop = tokens.findIndex((_, at) => startsWith(tokens, at, 'drop', 'constraint'));
  const name = tokens[drop + 2];
  return drop === -1 || name === undefined ? undefined : identifierOf(name);
}
