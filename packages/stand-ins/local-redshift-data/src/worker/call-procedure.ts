import { quoteIdentifier } from '../quote.ts';
import { SqlStatementError, unsupported } from '../statement-errors.ts';
import type { DynamicSql } from './dynamic-sql.ts';
import type { Postgres, PostgresError, QueryResult } from './postgres.ts';

/** SQL state for COMMIT or ROLLBACK where PostgreSQL does not support them. */
const INVALID_TRANSACTION_TERMINATION = '2D000';

const ATOMIC =
  'COMMIT cannot be invoked from a procedure that is executing in an atomic context.\n  Hint: Call the procedure outside of a batch that is one transaction.';

const CANNOT_COMMIT = 'COMMIT and ROLLBACK in a procedure with SECURITY DEFINER, SET or EXCEPTION';

/** Returns the number of the current transaction. */
export async function transactionNumber(postgres: Postgres): Promise<string> {
  const { rows } = await postgres.query('SELECT pg_current_xact_id()');
  return rows[0]?.[0] ?? '0';
}

function isTermination(error: unknown): boolean {
  return (error as PostgresError).code === INVALID_TRANSACTION_TERMINATION;
}

/** A call of a procedure. */
export interface ProcedureCall {
  readonly postgres: Postgres;
  readonly sql: string;
  readonly dynamicSql: DynamicSql;
}

/** Calls a procedure, and again from its start for each text of EXECUTE that is to be translated. */
async function callTranslated({ postgres, sql, dynamicSql }: ProcedureCall): Promise<QueryResult> {
  await postgres.query('SAVEPOINT redshift_call');
  for (;;) {
    await dynamicSql.provide(postgres, false);
    try {
      const result = await postgres.query(sql);
      await postgres.query('RELEASE redshift_call');
      return result;
    } catch (error) {
      await postgres.query('ROLLBACK TO redshift_call');
      if (!(await dynamicSql.translate(error))) throw error;
    }
  }
}

/**
 * Throws the error that an EXCEPTION block of the procedure has handled.
 * @throws SqlStatementError with the error's message
 */
async function throwHandled(postgres: Postgres): Promise<void> {
  const { rows } = await postgres.query(
    "SELECT nullif(current_setting('redshift.handled_error', true), '')",
  );
  const message = rows[0]?.[0] ?? undefined;
  if (message === undefined) return;
  await postgres.query("SELECT set_config('redshift.handled_error', '', false)");
  throw new SqlStatementError(message);
}

/** Calls a procedure within the transaction of a batch, in which it cannot COMMIT. */
export async function callInTransaction(procedure: ProcedureCall): Promise<QueryResult> {
  try {
    const result = await callTranslated(procedure);
    await throwHandled(procedure.postgres);
    return result;
  } catch (error) {
    throw isTermination(error) ? new SqlStatementError(ATOMIC) : error;
  }
}

/**
 * Calls a procedure within the transaction of its statement, so that they are committed together. A
 * procedure that turns out to COMMIT or ROLLBACK is called again from the start, outside of it.
 */
export async function callAlone(procedure: ProcedureCall, user: string): Promise<QueryResult> {
  const { postgres } = procedure;
  const result = await callTranslated(procedure).catch((error: unknown) => {
    if (!isTermination(error)) throw error;
    return callOutside(procedure, user);
  });
  try {
    await throwHandled(postgres);
  } catch (error) {
    // The changes of the handler are kept.
    await postgres.query('COMMIT; BEGIN');
    throw error;
  }
  return result;
}

/**
 * Calls a procedure outside a transaction block, so that it can COMMIT and ROLLBACK. It commits the
 * current transaction, and leaves a new one open.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/stored-procedure-transaction-management.html
 */
async function callOutside(
  { postgres, sql, dynamicSql }: ProcedureCall,
  user: string,
): Promise<QueryResult> {
  await postgres.query('COMMIT');
  try {
    // SET LOCAL would end with the procedure's first COMMIT.
    await dynamicSql.provide(postgres, true);
    await postgres.query(`SET ROLE ${quoteIdentifier(user)}`);
    return await postgres.query(sql);
  } catch (error) {
    throw isTermination(error) ? unsupported(CANNOT_COMMIT) : error;
  } finally {
    await postgres.query('RESET ROLE');
    await dynamicSql.forget(postgres);
    await postgres.query('BEGIN');
  }
}
