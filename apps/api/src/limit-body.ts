import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ApiError } from './errors.ts';
import type { ApiEnv } from './routes/api-env.ts';

interface BodyLimit {
  /** Limit in bytes. */
  readonly maxSize: number;
  /** Sentence of the error for a larger body. */
  readonly detail: string;
}

/**
 * Reads the whole body before the route does, even if the request does not declare its length. A
 * client that disconnects while it sends the body gets 400, because no part of the API has failed.
 * A compressed body is 415, because the limit would not be that of its content.
 */
export function limitBody({ maxSize, detail }: BodyLimit): MiddlewareHandler<ApiEnv> {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiError('too-large', detail);
    },
  });
  return async (c, next) => {
    const codings = c.req.header('content-encoding') ?? '';
    if (codings.split(',').some(isCompression)) {
      const message = `Expected a body without a Content-Encoding but received ${codings}`;
      throw new ApiError('unsupported-type', message);
    }
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

/** Returns true for a coding other than `identity`. A list may have empty elements (RFC 9110, section 5.6.1). */
function isCompression(coding: string): boolean {
  return !['', 'identity'].includes(coding.trim().toLowerCase());
}
