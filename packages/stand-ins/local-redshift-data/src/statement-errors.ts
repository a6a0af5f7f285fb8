// Apart from the service's errors: the database's thread is to load nothing of the service.

/** A statement that fails, with the message that Redshift gives: the statement's `Error`. */
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
  /** As in Redshift's list of load errors. */
  readonly errorCode: number;
  readonly cause?: unknown;
}

/** Why a row could not be loaded: what `sys_load_error_detail` says of it. */
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

/** A failed load: Redshift's message, and what `sys_load_error_detail` is to say. */
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

/** What Redshift knows and this stand-in does not. @param what as the guide names it: `QUALIFY` */
export const unsupported = (what: string): SqlStatementError =>
  new SqlStatementError(`not supported by local-redshift-data: ${what}`);
