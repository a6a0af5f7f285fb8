import { type Problem, PROBLEM_MEDIA_TYPE, PROBLEMS, problemTypeOf } from '@miniatura/api-contract';
import type { ApiError } from './errors.ts';

/** Returns an error as `application/problem+json` (RFC 9457). */
export function problemResponse(error: ApiError, requestId: string): Response {
  const { code, status, message: detail, errors, retryAfterSeconds, allow } = error;
  const problem: Problem = {
    ...{ type: problemTypeOf(code), title: PROBLEMS[code].title, status, detail, code, requestId },
    ...(errors && { errors: [...errors] }),
  };
  const headers = new Headers({ 'content-type': PROBLEM_MEDIA_TYPE });
  if (status === 401) headers.set('www-authenticate', challengeOf(error));
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  if (allow !== undefined) headers.set('allow', allow.join(', '));
  return new Response(JSON.stringify(problem), { status, headers });
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function challengeOf({ code }: ApiError): string {
  return code === 'token-expired'
    ? 'Bearer error="invalid_token", error_description="expired"'
    : 'Bearer';
}
