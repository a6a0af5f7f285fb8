import type { IdentifyUser } from './require-user.ts';
import { unauthenticated } from './user-of-claims.ts';
import { createTokenVerifier, type Issuer } from './verify-token.ts';

/** `b64token` of RFC 6750. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
/** Longer headers are rejected; a token with many groups is far shorter. */
const MAX_HEADER_CHARACTERS = 16_384;

/** Identifies users by bearer tokens, whose signatures are verified with the issuer's keys. */
export function bearerUser(issuer: Issuer): IdentifyUser {
  const verifyToken = createTokenVerifier(issuer);
  return async (c) => verifyToken(tokenOf(c.req.header('authorization')));
}

function tokenOf(header = ''): string {
  const token = header.length <= MAX_HEADER_CHARACTERS ? BEARER.exec(header)?.[1] : undefined;
  if (token === undefined) {
    throw unauthenticated('Expected "Authorization: Bearer" with a token of the issuer');
  }
  return token;
}
