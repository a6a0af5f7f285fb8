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
