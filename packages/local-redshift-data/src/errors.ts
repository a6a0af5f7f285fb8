import { ServiceError } from '@miniatura/local-service';

/** The exceptions of the Data API: their HTTP status and the field they carry beside `Message`. */
export const DATA_API_ERRORS = {
  ActiveSessionsExceededException: { httpStatus: 400 },
  ActiveStatementsExceededException: { httpStatus: 400 },
  InternalServerException: { httpStatus: 500 },
  ResourceNotFoundException: { httpStatus: 404 },
  SerializationException: { httpStatus: 400 },
  ThrottlingException: { httpStatus: 400 },
  UnknownOperationException: { httpStatus: 400 },
  ValidationException: { httpStatus: 400 },
} as const;

export type DataApiErrorCode = keyof typeof DATA_API_ERRORS;

/** A refusal in the Data API's own words: the answer of a request. */
export class DataApiError extends ServiceError<DataApiErrorCode> {
  override readonly name = 'DataApiError';
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    code: DataApiErrorCode,
    message: string,
    fields: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.fields = fields;
  }

  override get httpStatus(): number {
    return DATA_API_ERRORS[this.code].httpStatus;
  }
}

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

export const LOCAL_REDSHIFT_DATA_ERROR_CODES = [
  'directory-in-use',
  'invalid-option',
  'newer-store',
  'database-gone',
] as const;

export type LocalRedshiftDataErrorCode = (typeof LOCAL_REDSHIFT_DATA_ERROR_CODES)[number];

/** A fault of starting or running the stand-in, which the Data API itself has no word for. */
export class LocalRedshiftDataError extends Error {
  override readonly name = 'LocalRedshiftDataError';
  readonly code: LocalRedshiftDataErrorCode;

  constructor(code: LocalRedshiftDataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
