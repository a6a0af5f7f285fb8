import type { Statement, StatementRequest, StatementStatus, SubStatement } from './statement.ts';
import type { ColumnMetadata } from './worker/protocol.ts';

/** A row of the table `statements`. */
export interface StatementRow {
  readonly sequence: number;
  readonly id: string;
  readonly request: string;
  readonly status: StatementStatus;
  readonly error: string | null;
  readonly duration_ns: number;
  readonly created_ms: number;
  readonly updated_ms: number;
}

/** A row of the table `sub_statements`. */
export interface SubStatementRow {
  readonly number: number;
  readonly sql: string;
  readonly status: StatementStatus;
  readonly error: string | null;
  readonly duration_ns: number;
  readonly result_rows: number;
  readonly result_size: number;
  readonly columns: string | null;
  readonly updated_ms: number;
}

export function toStatement(row: StatementRow): Statement {
  return {
    id: row.id,
    sequence: row.sequence,
    request: JSON.parse(row.request) as StatementRequest,
    status: row.status,
    durationNs: row.duration_ns,
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
    ...(row.error === null ? {} : { error: row.error }),
  };
}

export function toSubStatement(row: SubStatementRow, createdMs: number): SubStatement {
  return {
    number: row.number,
    sql: row.sql,
    status: row.status,
    durationNs: row.duration_ns,
    resultRows: row.result_rows,
    resultSize: row.result_size,
    createdMs,
    updatedMs: row.updated_ms,
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.columns === null ? {} : { columns: JSON.parse(row.columns) as ColumnMetadata[] }),
  };
}
