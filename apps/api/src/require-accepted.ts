import type { MiddlewareHandler } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import { ApiError } from './errors.ts';
import type { ApiEnv } from './routes/api-env.ts';

/**
 * Rejects a response to GET whose media type the request does not accept. Other methods have
 * changed something, and are answered.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-406-not-acceptable
 */
export const requireAccepted: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  const accept = c.req.header('accept');
  const [type = ''] = (c.res.headers.get('content-type') ?? '').split(';');
  if (c.req.method !== 'GET' || !c.res.ok || type === '' || isAccepted(type, accept)) return;
  throw new ApiError('not-acceptable', `Expected ${type} in Accept but received ${accept}`);
};

/** Returns true if an Accept header allows a media type. The most specific range counts. */
export function isAccepted(type: string, accept = ''): boolean {
  if (accept.trim() === '') return true;
  const weights = new Map(parseAccept(accept).map((range) => [range.type.toLowerCase(), range.q]));
  const ranges = [type, type.replace(/\/.*/, '/*'), '*/*'];
  const range = ranges.find((each) => weights.has(each));
  return range !== undefined && (weights.get(range) ?? 0) > 0;
}
