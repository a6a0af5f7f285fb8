import type { Problem } from '@miniatura/api-contract';

/** The API answered, and said no. `code` is one of the API's problem codes. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: Problem['code'];
  readonly status: number;
  readonly requestId: string;

  constructor({ code, status, detail, requestId }: Problem) {
    super(detail);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

/** Nothing, or nothing understandable, came back from the API. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code = 'unreachable';
}

/** The page's `/config.json` is missing or wrong: a fault of whoever serves the page. */
export class PageConfigError extends Error {
  override readonly name = 'PageConfigError';
  readonly code = 'page-config';
}
