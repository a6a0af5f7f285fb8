/** Thrown if a translation needs to know the columns that a query returns. */
export class ColumnsNeeded extends Error {
  override readonly name = 'ColumnsNeeded';
  readonly code = 'columns-needed';
  readonly query: string;
  /** Whether the query's tables may be made later, as those of a procedure. */
  readonly runsLater: boolean;

  constructor(query: string, runsLater = false) {
    super(`Expected the columns of a query to be known but they are not: ${query}`);
    this.query = query;
    this.runsLater = runsLater;
  }
}

/** A column of a query, with PostgreSQL's number of its type. */
export interface KnownColumn {
  readonly name: string;
  readonly typeId: number;
  readonly typeModifier: number;
}

/** The columns by query; `undefined` for a query that cannot be described alone. */
export type KnownColumns = ReadonlyMap<string, readonly KnownColumn[] | undefined>;
