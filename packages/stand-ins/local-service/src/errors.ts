/** A refusal in the words of the service that is stood in for: the answer to a call. */
export abstract class ServiceError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  abstract get httpStatus(): number;
}

/** What goes wrong at every service before, or instead of, an operation. */
export const COMMON_ERRORS = [
  'web-page',
  'wrong-protocol',
  'unknown-operation',
  'too-large',
  'not-json',
  'internal-error',
] as const;

export type CommonError = (typeof COMMON_ERRORS)[number];

/** The service's own error for it: each service has other codes. */
export type CreateCommonError<E extends ServiceError> = (
  kind: CommonError,
  message: string,
  options?: ErrorOptions,
) => E;
