import { type ProblemCode, PROBLEMS } from '@miniatura/api-contract';

/** An invalid part of a request, by path, and what is wrong with it. */
export interface RequestFault {
  readonly path: string;
  readonly message: string;
}

interface ProblemOptions {
  readonly errors?: readonly RequestFault[];
  readonly retryAfterSeconds?: number;
  /** The methods that the path supports. */
  readonly allow?: readonly string[];
  readonly cause?: unknown;
}

/** An error response: one of the contract's problems, with a sentence for the user. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ProblemCode;
  readonly status: (typeof PROBLEMS)[ProblemCode]['status'];
  readonly errors: readonly RequestFault[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly allow: readonly string[] | undefined;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.allow = options.allow;
  }
}
