import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './routes/api-env.ts';
import { unauthenticated, type VerifyToken } from './verify-token.ts';

/** RFC 6750's `b64token`. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
/** Far more than a token with many groups takes; what is longer is not looked at. */
const MAX_HEADER_CHARACTERS = 16_384;

/** Lets through who has a valid token, and says who that is. */
export function requireUser(verifyToken: VerifyToken): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('user', await verifyToken(tokenOf(c.req.header('authorization'))));
    await next();
  };
}

function tokenOf(header = ''): string {
  const token = header.length <= MAX_HEADER_CHARACTERS ? BEARER.exec(header)?.[1] : undefined;
  if (token === undefined) {
    throw unauthenticated('Expected "Authorization: Bearer" with a token of the issuer');
  }
  return token;
}
