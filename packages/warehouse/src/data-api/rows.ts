import type { ColumnMetadata, Field } from '@aws-sdk/client-redshift-data';
import { UnexpectedResultError } from '../errors.ts';

/** A cell as the service returns it; DECIMAL and times are strings. */
export type Cell = string | number | boolean | Uint8Array | null;

/** The types of typed columns; a `?` allows null. */
export const COLUMN_KINDS = ['string', 'number', 'boolean'] as const;
type Kind = (typeof COLUMN_KINDS)[number];
export type ColumnKind = Kind | `${Kind}?`;

interface Values {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}
type ValueOf<Column> = Column extends `${infer Base extends Kind}?`
  ? Values[Base] | null
  : Values[Column & Kind];

/** The expected columns of a query by name, such as `{ day: 'string', n: 'number?' }`. */
export type ColumnKinds = Readonly<Record<string, ColumnKind>>;
/** A row of these columns. */
export type RowOf<Columns extends ColumnKinds> = {
  readonly [Name in keyof Columns]: ValueOf<Columns[Name]>;
};

/** A result with any columns. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * @throws UnexpectedResultError for an integer beyond 2^53, which the query must cast to VARCHAR
 */
export function cellOf(field: Field): Cell {
  if (field.isNull === true) return null;
  const value =
    field.stringValue ??
    field.longValue ??
    field.doubleValue ??
    field.booleanValue ??
    field.blobValue;
  if (value === undefined)
    throw new UnexpectedResultError('a cell', 'a known type', field.$unknown);
  if (field.longValue !== undefined && !Number.isSafeInteger(field.longValue)) {
    throw new UnexpectedResultError('a whole number', 'at most 2^53: cast it to VARCHAR', value);
  }
  return value;
}

/** Returns the names and types of a result's columns. */
export function columnsOf(metadata: readonly ColumnMetadata[] = []): Table['columns'] {
  return metadata.map(({ name = '', label, typeName = '' }) => ({
    name: label || name,
    type: typeName,
  }));
}

/** Returns the rows as objects, and checks the type of each cell. */
export function typedRows<Columns extends ColumnKinds>(
  table: Table,
  kinds: Columns,
): RowOf<Columns>[] {
  const places = Object.keys(kinds).map((name) => {
    const place = table.columns.findIndex((column) => column.name === name);
    if (place === -1) {
      const received = table.columns.map((column) => column.name);
      throw new UnexpectedResultError('the columns', `a column ${name}`, received);
    }
    return { name, place, kind: kinds[name] ?? 'string' };
  });
  return table.rows.map(
    (row) =>
      Object.fromEntries(
        places.map(({ name, place, kind }) => [name, checked(name, row[place] ?? null, kind)]),
      ) as RowOf<Columns>,
  );
}

function checked(name: string, cell: Cell, kind: ColumnKind): Cell {
  const isRight = cell === null ? kind.endsWith('?') : typeof cell === kind.replace('?', '');
  if (!isRight) throw new UnexpectedResultError(`the column ${name}`, kind, cell);
  return cell;
}
