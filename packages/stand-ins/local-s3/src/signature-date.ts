import { S3Error } from './errors.ts';
import { parseAmzDate } from './signature-v4.ts';

/** S3 User Guide, "Authenticating requests": the clocks may differ by 15 minutes. */
export const MAX_SKEW_MS = 15 * 60 * 1000;

/** RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, also with the zones of old clients. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|UTC|[+-]0000)$/;

/**
 * Parses `x-amz-date` or `Date` to milliseconds since 1970.
 * @throws S3Error AccessDenied unless it is an HTTP date or `20261121T074407Z`
 */
export function parseDateHeader(text: string): number {
  const time = parseAmzDate(text) ?? (HTTP_DATE.test(text) ? Date.parse(text) : NaN);
  if (!Number.isNaN(time) && time >= 0) return time;
  throw new S3Error(
    'AccessDenied',
    'AWS authentication requires a valid Date or x-amz-date header',
  );
}

/** Formats `20261121T074407Z`, the time in version 4 signatures. */
export function formatAmzDate(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** @throws S3Error RequestTimeTooSkewed. */
export function checkSkew(signedAtMs: number, nowMs: number): void {
  if (Math.abs(nowMs - signedAtMs) <= MAX_SKEW_MS) return;
  throw new S3Error('RequestTimeTooSkewed', undefined, {
    RequestTime: formatAmzDate(signedAtMs),
    ServerTime: new Date(nowMs).toISOString(),
    MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
  });
}
