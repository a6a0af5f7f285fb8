import type { Log } from '@miniatura/text';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './routes/api-env.ts';

/** Logs one line per request, with ids and without bodies, queries and tokens. */
export function logRequests({ log }: { readonly log: Log }): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    log.info('Request answered', {
      requestId: c.get('requestId'),
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      durationMs: Math.round(performance.now() - startedAt),
      // Requests to public routes, and rejected ones, have no user.
      subject: (c.get('user') as ApiEnv['Variables']['user'] | undefined)?.subject,
    });
  };
}
