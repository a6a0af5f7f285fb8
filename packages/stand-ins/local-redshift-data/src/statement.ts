import type { SqlParameter } from './sql/bind-parameters.ts';
import type { ColumnMetadata, ExecutionMode } from './worker/protocol.ts';

export const STATEMENT_STATUSES = [
  'SUBMITTED',
  'PICKED',
  'STARTED',
  'FINISHED',
  'FAILED',
  'ABORTED',
] as const;
export type StatementStatus = (typeof STATEMENT_STATUSES)[number];

export const RESULT_FORMATS = ['JSON', 'CSV'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

export function isTerminal(status: StatementStatus): boolean {
  return status === 'FINISHED' || status === 'FAILED' || status === 'ABORTED';
}

/** The request as submitted, which DescribeStatement returns. */
export interface StatementRequest {
  readonly isBatch: boolean;
  readonly sqls: readonly string[];
  readonly parameters: readonly SqlParameter[];
  readonly executionMode: ExecutionMode;
  readonly resultFormat: ResultFormat;
  readonly name?: string;
  readonly clusterIdentifier?: string;
  readonly workgroupName?: string;
  readonly database?: string;
  readonly dbUser?: string;
  readonly secretArn?: string;
  readonly sessionId?: string;
}

/** One SQL text. ExecuteStatement has one, and a batch has up to 40. */
export interface SubStatement {
  readonly number: number;
  readonly sql: string;
  readonly status: StatementStatus;
  readonly error?: string;
  readonly durationNs: number;
  readonly resultRows: number;
  readonly resultSize: number;
  readonly columns?: readonly ColumnMetadata[];
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Statement {
  readonly id: string;
  /** Number of the statement among all statements, which is also the query id. */
  readonly sequence: number;
  readonly request: StatementRequest;
  readonly status: StatementStatus;
  readonly error?: string;
  readonly durationNs: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}
