import { ServiceError } from '@miniatura/local-service';

/** The errors that SNS answers with, and their HTTP status. */
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

/** A rejection in SNS's own words: the answer to a call. */
export class SnsServiceError extends ServiceError<SnsErrorCode> {
  override readonly name = 'SnsServiceError';

  override get httpStatus(): number {
    return SNS_ERRORS[this.code];
  }
}

export const LOCAL_SNS_ERROR_CODES = ['directory-in-use', 'newer-store'] as const;

export type LocalSnsErrorCode = (typeof LOCAL_SNS_ERROR_CODES)[number];

/** A fault of starting the stand-in, which SNS itself has no word for. */
export class LocalSnsError extends Error {
  override readonly name = 'LocalSnsError';
  readonly code: LocalSnsErrorCode;

  constructor(code: LocalSnsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What SNS says of a parameter that it does not take. */
export const invalidParameter = (name: string, reason: string): SnsServiceError =>
  new SnsServiceError('InvalidParameter', `Invalid parameter: ${name} Reason: ${reason}`);
