import type { DescribeStatementResponse } from '@aws-sdk/client-redshift-data';
import { StatementAbortedError, StatementFailedError, type StatementFailure } from '../errors.ts';

/** Where a statement is, in the service's words. */
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

/** A statement that ended well. */
export interface FinishedStatement {
  readonly statementId: string;
  /** How long Redshift was at work. */
  readonly durationMs: number;
  /** Rows that came or were changed; of a batch, for each of its statements. */
  readonly resultRows: readonly number[];
  /** False for what gives no rows at all, such as DELETE. */
  readonly hasResultSet: boolean;
}

/** Whether it will change no more. */
export function hasEnded(status: string | undefined): boolean {
  return status === 'FINISHED' || status === 'FAILED' || status === 'ABORTED';
}

/** @throws StatementFailedError, StatementAbortedError for a statement that did not end well */
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
