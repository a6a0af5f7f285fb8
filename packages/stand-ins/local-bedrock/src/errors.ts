import { ServiceError } from '@miniatura/local-service';

/**
 * The errors that Converse returns, with their HTTP status, from its page in the Bedrock API
 * Reference.
 */
export const BEDROCK_ERRORS = {
  AccessDeniedException: { httpStatus: 403 },
  InternalServerException: { httpStatus: 500 },
  ModelErrorException: { httpStatus: 424 },
  ModelNotReadyException: { httpStatus: 429 },
  ModelTimeoutException: { httpStatus: 408 },
  ResourceNotFoundException: { httpStatus: 404 },
  ServiceUnavailableException: { httpStatus: 503 },
  ThrottlingException: { httpStatus: 429 },
  UnknownOperationException: { httpStatus: 404 },
  ValidationException: { httpStatus: 400 },
} as const;

export type BedrockErrorCode = keyof typeof BEDROCK_ERRORS;

/** An error that Bedrock defines. It is returned as the response to a call. */
export class BedrockError extends ServiceError<BedrockErrorCode> {
  override readonly name = 'BedrockError';

  override get httpStatus(): number {
    return BEDROCK_ERRORS[this.code].httpStatus;
  }
}
