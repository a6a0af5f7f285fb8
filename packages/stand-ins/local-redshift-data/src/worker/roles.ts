import { quoteIdentifier } from '../quote.ts';
import { SqlStatementError } from '../statement-errors.ts';
import type { Postgres, PostgresError } from './postgres.ts';

/** SQL state for a role that does not exist. */
const INVALID_PARAMETER = '22023';

function missing(user: string): SqlStatementError {
  return new SqlStatementError(
    `user "${user}" does not exist: expected a role made with CREATE ROLE, or postgres, the administrator`,
  );
}

/**
 * Runs the rest of the transaction as a user. PostgreSQL's predefined roles are not users.
 * @throws SqlStatementError if no such role exists
 */
export async function runAs(postgres: Postgres, user: string): Promise<void> {
  if (user.startsWith('pg_') || user === 'none') throw missing(user);
  try {
    await postgres.query(`SET LOCAL ROLE ${quoteIdentifier(user)}`);
  } catch (error) {
    throw (error as PostgresError).code === INVALID_PARAMETER ? missing(user) : error;
  }
}
