import type { MiddlewareHandler } from 'hono';
import { ApiError } from './errors.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { type RequestRate, TokenBuckets } from './token-bucket.ts';

export interface RequestRates {
  readonly ofUser: RequestRate;
  /** Of all users together, and of those who have no token. */
  readonly ofAll: RequestRate;
}

/**
 * A user at a gallery asks in bursts and then rests; a script that uploads 100 files a request stays
 * far below. In all there is room for dozens of such users.
 */
export const DEFAULT_RATES: RequestRates = {
  ofUser: { burst: 120, perMinute: 600 },
  ofAll: { burst: 1_000, perMinute: 12_000 },
};

/**
 * Buckets in this process. On a laptop they are the limit. On Lambda each environment has its own,
 * so a user gets up to as many times the rate as there are environments, which the function's
 * reserved concurrency bounds, and API Gateway's throttle holds for all together. A counter in the
 * database would be exact, at the price of a write for each request that only reads, and of a
 * database that never rests.
 */
export function limitRequests(rates: RequestRates, nowMs: () => number) {
  const ofAll = new TokenBuckets(rates.ofAll, nowMs);
  const ofUser = new TokenBuckets(rates.ofUser, nowMs);
  const ofImage = new TokenBuckets(rates.ofUser, nowMs);
  return {
    ofAll: limited(() => ofAll.take('all'), 'from all users'),
    ofUser: limited((c) => ofUser.take(c.get('user').subject), 'from this user'),
    /** Of requests without a user: the link to an image may be in many hands. */
    ofImage: limited((c) => ofImage.take(c.req.param('imageId') ?? ''), 'for this image'),
  };
}

function limited(
  take: (context: Parameters<MiddlewareHandler<ApiEnv>>[0]) => number,
  from: string,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const retryAfterSeconds = take(c);
    if (retryAfterSeconds > 0) {
      const detail = `Expected fewer requests ${from}: try again in ${retryAfterSeconds} s`;
      throw new ApiError('too-many-requests', detail, { retryAfterSeconds });
    }
    await next();
  };
}
