import { type CorsRule, findCorsRule } from './cors.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './s3-request.ts';

/** Names of loopback, and `bucket.localhost` for virtual-hosted style, with any port. */
const LOOPBACK_HOST = /^(127\.0\.0\.1|\[::1\]|(?:[a-z0-9.-]+\.)?localhost)(:\d{1,5})?$/i;

/**
 * Rejects requests to other hosts. A web page whose name resolves to 127.0.0.1 (DNS rebinding) has
 * that name in Host.
 * @throws S3Error AccessDenied unless the host is a name of loopback
 */
export function checkHost(host: string | undefined): void {
  if (host !== undefined && LOOPBACK_HOST.test(host)) return;
  throw new S3Error('AccessDenied', 'Expected 127.0.0.1 or localhost for the Host header.');
}

/**
 * Checks the origin of requests that a browser sends for a page. S3 processes such requests and
 * lets the browser hide the response; here they are rejected, so that other pages cannot change
 * anything.
 * @throws S3Error AccessForbidden for an Origin that no rule allows
 */
export function checkOrigin({ method, headers }: S3Request, rules: readonly CorsRule[]): void {
  const origin = headers.get('origin');
  if (origin === undefined || method === 'OPTIONS') return;
  if (findCorsRule(rules, { origin, method, requestHeaders: [] })) return;
  throw new S3Error('AccessForbidden');
}
