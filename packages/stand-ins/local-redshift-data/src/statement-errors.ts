// This file is separate from the service's errors, so that the database's thread does not load the
// service.

/** A failed statement, with Redshift's message: the `Error` of DescribeStatement. */
export class SqlStatementError extends Error {
  override readonly name = 'SqlStatementError';
  readonly code = 'statement-failed';

  constructor(message: string, options?: ErrorOptions) {
    super(`ERROR: ${message}`, options);
  }
}

export interface LoadFaultDetails {
  readonly lineNumber: number;
  readonly columnName?: string;
  /** Code as in Redshift's list of load errors. */
  readonly errorCode: number;
  readonly cause?: unknown;
}

/** The reason why a row could not be loaded, as in `sys_load_error_detail`. */
export class LoadFault extends Error {
  override readonly name = 'LoadFault';
  readonly code = 'load-fault';
  readonly lineNumber: number;
  readonly columnName: string | undefined;
  readonly errorCode: number;

  constructor(message: string, { lineNumber, columnName, errorCode, cause }: LoadFaultDetails) {
    super(message, { cause });
    this.lineNumber = lineNumber;
    this.columnName = columnName;
    this.errorCode = errorCode;
  }
}

/** A failed load, with Redshift's message and the details for `sys_load_error_detail`. */
export class CopyError extends SqlStatementError {
  readonly table: string;
  readonly fileName: string;
  readonly fault: LoadFault;

  constructor(table: string, fileName: string, fault: LoadFault) {
    const name = table.replace(/^.*\./, '').replaceAll('"', '');
    super(
      `Load into table '${name}' failed. Check 'sys_load_error_detail' system table for details.`,
      { cause: fault },
    );
    this.table = table;
    this.fileName = fileName;
    this.fault = fault;
  }
}

/**
 * Creates the error for what only this stand-in does not support. @param what name in Redshift's
 * guide, such as `QUALIFY`
 */
export function unsupported(what: string): SqlStatementError {
  return new SqlStatementError(`not supported by local-redshift-data: ${what}`);
}
