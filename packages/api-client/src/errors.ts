import type { components } from './api-schema.ts';

/** The body of an error response: problem details (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** The API returned an error. `code` is one of the API's problem codes. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: Problem['code'];
  readonly status: number;
  readonly requestId: string;
  /** The invalid parts of the request, if the API lists any. */
  readonly errors: NonNullable<Problem['errors']>;
  /** The number of seconds to wait before a retry; null if the API does not request a pause. */
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The API returned no response, or one that is not an answer of the API. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code = 'unreachable';
}

export const NOT_JSON = 'The server answered with what is not JSON: check the URL of the API';
export const NOT_THE_API =
  'The server answered with JSON that is not of the API: check the URL of the API';
