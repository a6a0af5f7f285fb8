import type { z } from 'zod';

/**
 * The aspect of a column, which decides when it is cleared. `row`: identity, version and times,
 * which no change clears. Every change clears all other columns and sets those of its aspects: a
 * processed image sets `upload`, `object`, `content` and `processing`, a rejection `upload`,
 * `object` and `rejection`, a removal `removal`.
 */
export type ImageAspect =
  'row' | 'upload' | 'object' | 'content' | 'processing' | 'rejection' | 'removal';

/**
 * `time`: UTC in microseconds. `local-time`: the same for a clock in an unknown or another time
 * zone. `list`: an array as JSON text; null is read as an empty array.
 */
export type ImageSqlType =
  `varchar(${number})` | 'bigint' | 'double' | 'text' | 'time' | 'local-time' | 'list';

/** A column of the warehouse's `fact_image`. */
export interface WarehouseImageColumn {
  /** By default the name of the source's column. */
  readonly name?: string;
  /** Redshift's type. VARCHAR counts bytes: a text of n UTF-16 units needs up to 3n bytes. */
  readonly type: string;
  readonly comment: string;
  /** The migration of the warehouse that adds the column; undefined for those of the first one. */
  readonly since?: string;
  /** Whether the ETL computes it from the source's row; otherwise it is the source's value. */
  readonly isDerived?: boolean;
}

export interface ImageColumnOptions {
  readonly isNotNull?: true;
  /** The status that requires this column. */
  readonly requiredBy?: 'processed' | 'rejected' | 'removed';
  /** Computed when a change is written; callers do not set it. */
  readonly isComputed?: true;
  readonly warehouse: readonly WarehouseImageColumn[];
  /**
   * The API response that contains the value. `by-rule`: it depends on the user, or has another
   * form.
   */
  readonly api: 'summary' | 'detail' | 'by-rule' | 'never';
}

/** One column of the table `image`, with everything that the layers share. */
export interface ImageColumn extends ImageColumnOptions {
  /** The schema of a value that is not null. */
  readonly schema: z.ZodType;
  readonly sql: ImageSqlType;
  readonly belongsTo: ImageAspect;
  /** `personal`: a purge removes it from the warehouse. In the source, the whole row is deleted. */
  readonly kept: 'personal' | 'lasting';
}

/** Describes a column with its literal types. */
export function column<
  Schema extends z.ZodType,
  const Sql extends ImageSqlType,
  const Aspect extends ImageAspect,
  const Options extends ImageColumnOptions,
>(
  schemaOf: () => Schema,
  sql: Sql,
  belongsTo: Aspect,
  kept: ImageColumn['kept'],
  options: Options,
): Readonly<{ schema: Schema; sql: Sql; belongsTo: Aspect; kept: ImageColumn['kept'] }> & Options {
  return {
    get schema() {
      return schemaOf();
    },
    sql,
    belongsTo,
    kept,
    ...options,
  };
}

/** A warehouse column with the source's value, optionally under another name. */
export function loaded(
  type: string,
  comment: string,
  options: Pick<WarehouseImageColumn, 'name' | 'since'> = {},
) {
  return { type, comment, ...options, isDerived: false as const };
}

/** A warehouse column that the ETL computes: its code has an entry of this name. */
export function derived<const Name extends string>(name: Name, type: string, comment: string) {
  return { name, type, comment, isDerived: true as const };
}
