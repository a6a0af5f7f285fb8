import type { Context, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './routes/api-env.ts';
import type { User } from './user.ts';

/** Who a request is from. Throws an ApiError where nobody says so who can be believed. */
export type IdentifyUser = (request: Context<ApiEnv>) => Promise<User>;

/** Lets through who is known, and says who that is. */
export function requireUser(identifyUser: IdentifyUser): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('user', await identifyUser(c));
    await next();
  };
}
