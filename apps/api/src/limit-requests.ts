import type { MiddlewareHandler } from 'hono';
import { ApiError } from './errors.ts';
import type { ApiEnv } from './routes/api-env.ts';
import { type RequestRate, TokenBuckets } from './token-bucket.ts';

export interface RequestRates {
  readonly ofUser: RequestRate;
  /** Limit for all users together, and for requests without a token. */
  readonly ofAll: RequestRate;
}

/**
 * Gallery users send bursts of requests and then pause; a script that uploads 100 files per request
 * stays far below the limit. The total limit is enough for dozens of such users.
 */
export const DEFAULT_RATES: RequestRates = {
  ofUser: { burst: 120, perMinute: 600 },
  ofAll: { burst: 1_000, perMinute: 12_000 },
};

/**
 * Limits requests with token buckets in this process. On a laptop they are the limit. On Lambda
 * each environment has its own buckets, so that a user gets at most the rate times the number of
 * environments. API Gateway's throttle limits all users together. A counter in the database would
 * be exact, but each read request would need a write, and the database could never pause.
 */
export function limitRequests(rates: RequestRates, nowMs: () => number) {
  const ofAll = new TokenBuckets(rates.ofAll, nowMs);
  const ofUser = new TokenBuckets(rates.ofUser, nowMs);
  const ofImage = new TokenBuckets(rates.ofUser, nowMs);
  return {
    ofAll: limited(() => ofAll.take('all'), 'from all users'),
    ofUser: limited((c) => ofUser.take(c.get('user').subject), 'from this user'),
    /** Limits requests without a user by image, because many people may have its link. */
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
