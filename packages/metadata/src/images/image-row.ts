import type { z } from 'zod';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { ImageColumn } from './image-column.ts';
import {
  IMAGE_COLUMN_LIST,
  type ImageColumnName,
  type ImageColumns,
  rowNameOf,
} from './image-columns.ts';

/** The names in a row are those in a record, except for `key`. */
type RowName<Name extends ImageColumnName> = Name extends 'key' ? 'objectKey' : Name;

type Stored<Column extends ImageColumn> = Column['sql'] extends 'time' | 'local-time' | 'list'
  ? string
  : z.output<Column['schema']>;

/** A row of the table `image`, as kysely reads and writes it. */
export type ImageRowOf<Columns extends Readonly<Record<string, ImageColumn>>> = {
  [
    Name in keyof Columns as Name extends ImageColumnName ? RowName<Name> : Name
  ]: Columns[Name] extends {
    isNotNull: true;
  }
    ? Stored<Columns[Name]>
    : Stored<Columns[Name]> | null;
};

type ClearedName = {
  [Name in ImageColumnName]: ImageColumns[Name]['belongsTo'] extends 'row' ? never : Name;
}[ImageColumnName];

const CLEARED_LIST = IMAGE_COLUMN_LIST.filter(([, { belongsTo }]) => belongsTo !== 'row');

/** The columns that every change clears before it sets its own. */
export const CLEARED_COLUMNS = Object.fromEntries(
  CLEARED_LIST.map(([name]) => [name, null]),
) as Readonly<Record<ClearedName, null>>;

/** Returns the given columns of a parsed change, in the database's form. */
export function changedColumns(
  change: object,
): Partial<Pick<ImageRowOf<ImageColumns>, ClearedName>> {
  const values = change as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    CLEARED_LIST.filter(([name]) => values[name] !== undefined).map(([name, { sql }]) => [
      name,
      storedOf(values[name], sql),
    ]),
  );
}

/** Converts a row's values to those of a record, without validation. */
export function fromRow(row: ImageRowOf<ImageColumns>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    IMAGE_COLUMN_LIST.map(([name, { sql }]) => [name, readOf(row[rowNameOf(name)], sql)]),
  );
}

function storedOf(value: unknown, sql: ImageColumn['sql']): unknown {
  if (value === null) return null;
  if (sql === 'time' || sql === 'local-time') return toSqlTime(value as string);
  return sql === 'list' ? JSON.stringify(value) : value;
}

function readOf(value: unknown, sql: ImageColumn['sql']): unknown {
  if (sql === 'list') return JSON.parse((value as string | null) ?? '[]');
  if (value === null) return null;
  if (sql === 'local-time') return toIsoTime(value as string).slice(0, -'Z'.length);
  return sql === 'time' ? toIsoTime(value as string) : value;
}
