import type { z } from 'zod';

/**
 * What a column belongs to, which decides when it is cleared. `row`: identity, version and times, which
 * no change clears. Every change clears all others, and sets those that it has: a picture sets
 * `upload`, `object`, `picture` and `processing`, a rejection `upload`, `object` and `rejection`, a
 * removal `removal`.
 */
export type ImageAspect =
  'row' | 'upload' | 'object' | 'picture' | 'processing' | 'rejection' | 'removal';

/**
 * `time`: UTC, to the microsecond. `local-time`: the same of a clock in an unknown or another zone.
 * `list`: an array as JSON text; null is read as an empty one.
 */
export type ImageSqlType =
  `varchar(${number})` | 'bigint' | 'double' | 'text' | 'time' | 'local-time' | 'list';

/** A column of the warehouse's `fact_image`. */
export interface WarehouseImageColumn {
  /** By default that of the column in the source. */
  readonly name?: string;
  /** Redshift's type. VARCHAR counts bytes: text of n UTF-16 units takes up to 3n of them. */
  readonly type: string;
  readonly comment: string;
  /** The warehouse's migration that adds it; columns of the first one have none. */
  readonly since?: string;
  /** The ETL computes it from the source's row; otherwise it is the source's value. */
  readonly isDerived?: boolean;
}

export interface ImageColumnOptions {
  readonly isNotNull?: true;
  /** The status that an image cannot have without it. */
  readonly requiredBy?: 'processed' | 'rejected' | 'removed';
  /** Computed while a change is written: no caller gives it. */
  readonly isComputed?: true;
  readonly warehouse: readonly WarehouseImageColumn[];
  /** Which answer of the API has the value. `by-rule`: it depends on the user, or is put otherwise. */
  readonly api: 'summary' | 'detail' | 'by-rule' | 'never';
}

/** One column of the table `image`: all that the layers have to agree on. */
export interface ImageColumn extends ImageColumnOptions {
  /** Of a value that is there. */
  readonly schema: z.ZodType;
  readonly sql: ImageSqlType;
  readonly belongsTo: ImageAspect;
  /** `personal`: a purge leaves nothing of it in the warehouse. In the source, the whole row goes. */
  readonly kept: 'personal' | 'lasting';
}

/** Describes a column, with its literal types. */
export function column<
  Schema extends z.ZodType,
  const Sql extends ImageSqlType,
  const Aspect extends ImageAspect,
  const Options extends ImageColumnOptions,
>(
  schema: Schema,
  sql: Sql,
  belongsTo: Aspect,
  kept: ImageColumn['kept'],
  options: Options,
): Readonly<{ schema: Schema; sql: Sql; belongsTo: Aspect; kept: ImageColumn['kept'] }> & Options {
  return { schema, sql, belongsTo, kept, ...options };
}

/** The source's value, under its own name or another one. */
export function loaded(
  type: string,
  comment: string,
  options: Pick<WarehouseImageColumn, 'name' | 'since'> = {},
) {
  return { type, comment, ...options, isDerived: false as const };
}

/** A value that the ETL computes: its code has an entry of this name. */
export function derived<const Name extends string>(name: Name, type: string, comment: string) {
  return { name, type, comment, isDerived: true as const };
}
