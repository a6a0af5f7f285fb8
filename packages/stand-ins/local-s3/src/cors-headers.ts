import { corsHeaders, type CorsQuestion, findCorsRule } from './cors.ts';
import { S3Error } from './errors.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Response } from './operation.ts';
import type { S3Request } from './s3-request.ts';

function corsQuestion({ method, headers }: S3Request): CorsQuestion | undefined {
  const origin = headers.get('origin');
  if (origin === undefined) return undefined;
  if (method !== 'OPTIONS') return { origin, method, requestHeaders: [] };
  const names = (headers.get('access-control-request-headers') ?? '').split(',');
  return {
    origin,
    method: headers.get('access-control-request-method') ?? '',
    requestHeaders: names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''),
  };
}

/** Returns the headers with which the bucket's rules allow a page to read the response, if any. */
export function findCorsHeaders(store: ObjectStore, request: S3Request): Record<string, string> {
  const question = corsQuestion(request);
  const rules = store.buckets.find(request.bucket)?.corsRules;
  const rule = question && rules && findCorsRule(rules, question);
  return rule ? corsHeaders(rule, question) : {};
}

/**
 * Answers a preflight request. Anybody may send it, so that the response only shows what the CORS
 * rules allow, not whether a bucket exists.
 */
export function answerPreflight(store: ObjectStore, request: S3Request): S3Response {
  const question = corsQuestion(request);
  if (!question || question.method === '') {
    throw new S3Error(
      'InvalidRequest',
      'Insufficient information. Origin request header and Access-Control-Request-Method are needed.',
    );
  }
  const headers = findCorsHeaders(store, request);
  if (Object.keys(headers).length === 0) throw new S3Error('AccessForbidden');
  return { status: 200, headers };
}
