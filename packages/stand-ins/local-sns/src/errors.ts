import { ServiceError } from '@miniatura/local-service';

/** The errors that SNS returns, with their HTTP status. */
export const SNS_ERRORS = {
  BatchEntryIdsNotDistinct: 400,
  BatchRequestTooLong: 400,
  EmptyBatchRequest: 400,
  InternalError: 500,
  InvalidAction: 404,
  InvalidBatchEntryId: 400,
  InvalidParameter: 400,
  InvalidSecurity: 403,
  NotFound: 404,
  ParameterValueInvalid: 400,
  RequestEntityTooLarge: 413,
  ResourceNotFound: 404,
  TooManyEntriesInBatchRequest: 400,
} as const;

export type SnsErrorCode = keyof typeof SNS_ERRORS;

/** An error that SNS defines. It is returned as the response to a call. */
export class SnsServiceError extends ServiceError<SnsErrorCode> {
  override readonly name = 'SnsServiceError';

  override get httpStatus(): number {
    return SNS_ERRORS[this.code];
  }
}

export const LOCAL_SNS_ERROR_CODES = ['directory-in-use', 'newer-store'] as const;

export type LocalSnsErrorCode = (typeof LOCAL_SNS_ERROR_CODES)[number];

/** An error of starting the stand-in that SNS does not define. */
export class LocalSnsError extends Error {
  override readonly name = 'LocalSnsError';
  readonly code: LocalSnsErrorCode;

  constructor(code: LocalSnsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Creates the error that SNS returns for an invalid parameter. */
export function invalidParameter(name: string, reason: string): SnsServiceError {
  return new SnsServiceError('InvalidParameter', `Invalid parameter: ${name} Reason: ${reason}`);
}
