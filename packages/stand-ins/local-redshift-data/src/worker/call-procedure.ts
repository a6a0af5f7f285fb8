import { quoteIdentifier } from '../quote.ts';
import { SqlStatementError, unsupported } from '../statement-errors.ts';
import type { Postgres, PostgresError, QueryResult } from './postgres.ts';

/** SQL state for COMMIT or ROLLBACK where PostgreSQL does not support them. */
const INVALID_TRANSACTION_TERMINATION = '2D000';

const ATOMIC =
  'COMMIT cannot be invoked from a procedure that is executing in an atomic context.\n  Hint: Call the procedure outside of a batch that is one transaction.';

/** Returns the number of the current transaction. */
export async function transactionNumber(postgres: Postgres): Promise<string> {
  const { rows } = await postgres.query('SELECT pg_current_xact_id()');
  return rows[0]?.[0] ?? '0';
}

function isTermination(error: unknown): boolean {
  return (error as PostgresError).code === INVALID_TRANSACTION_TERMINATION;
}

async function call(
  postgres: Postgres,
  sql: string,
  termination: SqlStatementError,
): Promise<QueryResult> {
  try {
    return await postgres.query(sql);
  } catch (error) {
    throw isTermination(error) ? termination : error;
  }
}

/** Calls a procedure within the transaction of a batch, in which it cannot COMMIT. */
export function callInTransaction(postgres: Postgres, sql: string): Promise<QueryResult> {
  return call(postgres, sql, new SqlStatementError(ATOMIC));
}

/**
 * Calls a procedure within the transaction of its statement, so that they are committed together. A
 * procedure that turns out to COMMIT or ROLLBACK is called again from the start, outside of it.
 */
export async function callAlone(
  postgres: Postgres,
  sql: string,
  user: string,
): Promise<QueryResult> {
  await postgres.query('SAVEPOINT redshift_call');
  try {
    const result = await postgres.query(sql);
    await postgres.query('RELEASE redshift_call');
    return result;
  } catch (error) {
    if (!isTermination(error)) throw error;
    await postgres.query('ROLLBACK TO redshift_call');
  }
  return callOutside(postgres, sql, user);
}

/**
 * Calls a procedure outside a transaction block, so that it can COMMIT and ROLLBACK. It commits the
 * current transaction, and leaves a new one open.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/stored-procedure-transaction-management.html
 */
async function callOutside(postgres: Postgres, sql: string, user: string): Promise<QueryResult> {
  await postgres.query('COMMIT');
  try {
    // SET LOCAL would end with the procedure's first COMMIT.
    await postgres.query(`SET ROLE ${quoteIdentifier(user)}`);
    return await call(
      postgres,
      sql,
      unsupported('COMMIT and ROLLBACK in a procedure with SECURITY DEFINER, SET or EXCEPTION'),
    );
  } finally {
    await postgres.query('RESET ROLE');
    await postgres.query('BEGIN');
  }
}
