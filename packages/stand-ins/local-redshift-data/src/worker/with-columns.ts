import { ColumnsNeeded, type KnownColumns } from '../sql/rewrite/known-columns.ts';
import { typedQuery } from '../sql/translate-statement.ts';
import type { Field } from './postgres.ts';

/** Tells the columns that a query would return. */
export type Describe = (query: string) => Promise<readonly Field[]>;

/** Their names; undefined for a query that cannot be prepared by itself, being a part of another. */
const namesOf = async (
  describe: Describe,
  query: string,
): Promise<readonly string[] | undefined> => {
  try {
    const fields = await describe(typedQuery(query));
    return fields.map(({ name }) => name);
  } catch (error) {
    if (/^relation .* does not exist$/.test((error as Error).message)) throw error;
    return undefined;
  }
};

/** Translates with what the database says of columns, as often as more of them are asked for. */
export const withColumns = async <Result>(
  describe: Describe,
  translate: (columns: KnownColumns) => Result,
): Promise<Result> => {
  const columns = new Map<string, readonly string[] | undefined>();
  for (;;) {
    try {
      return translate(columns);
    } catch (error) {
      if (!(error instanceof ColumnsNeeded)) throw error;
      columns.set(error.query, await namesOf(describe, error.query));
    }
  }
};
