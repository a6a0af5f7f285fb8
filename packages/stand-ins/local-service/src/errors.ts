/** An error of the emulated service, with its code and HTTP status. It is sent as the response. */
export abstract class ServiceError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  abstract get httpStatus(): number;
}

/**
 * Errors that can occur in every service before an operation runs, or when it fails unexpectedly.
 */
export const COMMON_ERRORS = [
  'web-page',
  'wrong-protocol',
  'unknown-operation',
  'too-large',
  'not-json',
  'internal-error',
] as const;

export type CommonError = (typeof COMMON_ERRORS)[number];

/** Creates the service's own error of this kind: the codes differ between services. */
export type CreateCommonError<E extends ServiceError> = (
  kind: CommonError,
  message: string,
  options?: ErrorOptions,
) => E;
