import type { Problem } from '@miniatura/api-contract';

/** The API returned an error. `code` is one of the API's problem codes. */
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

/** The API returned no response, or an invalid one. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code = 'unreachable';
}

/** The page's `/config.json` is missing or invalid, which is an error of the deployment. */
export class PageConfigError extends Error {
  override readonly name = 'PageConfigError';
  readonly code = 'page-config';
}
