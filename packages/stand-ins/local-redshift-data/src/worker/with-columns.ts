import {
  ColumnsNeeded,
  type KnownColumn,
  type KnownColumns,
} from '../sql/rewrite/known-columns.ts';
import { typedQuery } from '../sql/translate-statement.ts';
import type { Field } from './postgres.ts';

/** Returns the columns of a query. */
export type Describe = (query: string) => Promise<readonly Field[]>;

/** They are undefined for a query that cannot be prepared by itself, being a part of another. */
async function columnsOf(
  describe: Describe,
  { query, runsLater }: ColumnsNeeded,
): Promise<readonly KnownColumn[] | undefined> {
  try {
    return await describe(typedQuery(query));
  } catch (error) {
    const isMissing = /^relation .* does not exist$/.test((error as Error).message);
    if (isMissing && !runsLater) throw error;
    return undefined;
  }
}

/** Translates with the columns from the database, and repeats it while more columns are needed. */
export async function withColumns<Result>(
  describe: Describe,
  translate: (columns: KnownColumns) => Result,
): Promise<Result> {
  const columns = new Map<string, readonly KnownColumn[] | undefined>();
  for (;;) {
    try {
      return translate(columns);
    } catch (error) {
      if (!(error instanceof ColumnsNeeded)) throw error;
      columns.set(error.query, await columnsOf(describe, error));
    }
  }
}
