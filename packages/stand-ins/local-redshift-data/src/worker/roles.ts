import { SqlStatementError } from '../statement-errors.ts';
import { quoteIdentifier } from '../quote.ts';
import type { Postgres, PostgresError } from './postgres.ts';

/** Of a role that is not there. */
const INVALID_PARAMETER = '22023';

const missing = (user: string): SqlStatementError =>
  new SqlStatementError(
    `user "${user}" does not exist: expected a role made with CREATE ROLE, or postgres, the administrator`,
  );

/**
 * Makes the rest of the transaction run as a user, whatever it has run as. PostgreSQL's own roles are
 * nobody's.
 * @throws SqlStatementError for a name that no role has
 */
export const runAs = async (postgres: Postgres, user: string): Promise<void> => {
  if (user.startsWith('pg_') || user === 'none') throw missing(user);
  try {
    await postgres.query(`SET LOCAL ROLE ${quoteIdentifier(user)}`);
  } catch (error) {
    throw (error as PostgresError).code === INVALID_PARAMETER ? missing(user) : error;
  }
};
