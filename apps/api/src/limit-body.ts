import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ApiError } from './errors.ts';
import type { ApiEnv } from './routes/api-env.ts';

interface BodyLimit {
  /** In bytes. */
  readonly maxSize: number;
  /** What a larger body is answered with. */
  readonly detail: string;
}

/**
 * Reads the body whole before a route does, whether or not the request tells its length. A client that
 * stops in the middle of it gets 400: nothing of ours has failed.
 */
export function limitBody({ maxSize, detail }: BodyLimit): MiddlewareHandler<ApiEnv> {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiError('too-large', detail);
    },
  });
  return async (c, next) => {
    let isRead = false;
    try {
      return await limit(c, async () => {
        await c.req.arrayBuffer();
        isRead = true;
        await next();
      });
    } catch (cause) {
      if (isRead || cause instanceof ApiError) throw cause;
      throw new ApiError('invalid-request', 'Expected a body but it ended early', { cause });
    }
  };
}
