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

export const LOCAL_REDSHIFT_DATA_ERROR_CODES = [
  'directory-in-use',
  'invalid-option',
  'newer-store',
  'database-unavailable',
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
