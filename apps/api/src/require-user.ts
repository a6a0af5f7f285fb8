import type { Context, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './routes/api-env.ts';
import type { User } from './user.ts';

/**
 * Identifies the user of a request. @throws ApiError if the user is unknown or cannot be verified
 */
export type IdentifyUser = (request: Context<ApiEnv>) => Promise<User>;

/** Rejects requests without a known user, and stores the user in the context. */
export function requireUser(identifyUser: IdentifyUser): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('user', await identifyUser(c));
    await next();
  };
}
