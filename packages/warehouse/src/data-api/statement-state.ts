import type { DescribeStatementResponse } from '@aws-sdk/client-redshift-data';
import { StatementAbortedError, StatementFailedError, type StatementFailure } from '../errors.ts';

/** The states of a statement, as the service names them. */
export const STATEMENT_STATUSES = [
  'SUBMITTED',
  'PICKED',
  'STARTED',
  'FINISHED',
  'FAILED',
  'ABORTED',
] as const;
export type StatementStatus = (typeof STATEMENT_STATUSES)[number];

const NANOSECONDS_PER_MS = 1_000_000;

/** A statement that has succeeded. */
export interface FinishedStatement {
  readonly statementId: string;
  /** Redshift's execution time in milliseconds. */
  readonly durationMs: number;
  /** Number of returned or changed rows; one number for each statement of a batch. */
  readonly resultRows: readonly number[];
  /** False for statements that return no rows, such as DELETE. */
  readonly hasResultSet: boolean;
}

/** Returns true if the state is final. */
export function hasEnded(status: string | undefined): boolean {
  return status === 'FINISHED' || status === 'FAILED' || status === 'ABORTED';
}

/** @throws StatementFailedError or StatementAbortedError for a statement that did not succeed */
export function finishedOf(
  statementId: string,
  state: DescribeStatementResponse,
): FinishedStatement {
  if (state.Status === 'FAILED') throw new StatementFailedError(failureOf(statementId, state));
  if (state.Status === 'ABORTED') throw new StatementAbortedError(failureOf(statementId, state));
  const parts = state.SubStatements ?? [];
  const rows = parts.length > 0 ? parts.map((part) => part.ResultRows) : [state.ResultRows];
  return {
    statementId,
    durationMs: (state.Duration ?? 0) / NANOSECONDS_PER_MS,
    resultRows: rows.map((count) => count ?? 0),
    hasResultSet: state.HasResultSet ?? false,
  };
}

function failureOf(statementId: string, state: DescribeStatementResponse): StatementFailure {
  const parts = state.SubStatements ?? [];
  const place = parts.findIndex((part) => part.Status === 'FAILED');
  const part = parts[place];
  return {
    statementId,
    index: part === undefined ? null : place + 1,
    sql: part?.QueryString ?? state.QueryString ?? null,
    reason: part?.Error ?? state.Error ?? 'no reason given',
  };
}
