import { ServiceError } from '@miniatura/local-service';

/**
 * Exceptions of the Data API: HTTP status, and the field that they contain in addition to
 * `Message`.
 */
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

/** An error response of the Data API. */
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

export const LOCAL_REDSHIFT_DATA_ERROR_CODES = [
  'directory-in-use',
  'invalid-option',
  'newer-store',
  'database-unavailable',
] as const;

export type LocalRedshiftDataErrorCode = (typeof LOCAL_REDSHIFT_DATA_ERROR_CODES)[number];

/** An error of starting or running the stand-in, for which the Data API has no exception. */
export class LocalRedshiftDataError extends Error {
  override readonly name = 'LocalRedshiftDataError';
  readonly code: LocalRedshiftDataErrorCode;

  constructor(code: LocalRedshiftDataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
