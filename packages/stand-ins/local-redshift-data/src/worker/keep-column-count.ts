import { quoteLiteral } from '../quote.ts';
import { SqlStatementError } from '../statement-errors.ts';
import type { Postgres } from './postgres.ts';

/** Returns the number of columns of a view, or undefined if there is no such view. */
async function columnCountOf(postgres: Postgres, view: string): Promise<string | undefined> {
  const { rows } = await postgres.query(
    `SELECT relnatts FROM pg_class WHERE oid = to_regclass(${quoteLiteral(view)}) AND relkind = 'v'`,
  );
  return rows[0]?.[0] ?? undefined;
}

/**
 * Runs a statement that may replace a view, and rejects a view with more columns than before, which
 * PostgreSQL allows.
 * @param view the view that the statement creates or replaces, in SQL
 * @throws SqlStatementError
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
 */
export async function keepColumnCount<T>(
  postgres: Postgres,
  view: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const before = view === undefined ? undefined : await columnCountOf(postgres, view);
  const result = await run();
  // A late-binding view has no columns until it is read.
  if (view === undefined || before === undefined || before === '0') return result;
  if ((await columnCountOf(postgres, view)) === before) return result;
  throw new SqlStatementError(`cannot change number of columns in view ${view}`);
}
