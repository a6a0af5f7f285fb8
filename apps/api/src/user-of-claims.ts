import { GROUPS } from '@miniatura/api-contract';
import * as z from 'zod';
import { ApiError } from './errors.ts';
import type { User } from './user.ts';

const claimsSchema = z.object({
  // OpenID Connect Core, section 2: at most 255 ASCII characters. It is sent in an HTTP header.
  sub: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
  token_use: z.string().optional(),
  email: z.string().optional(),
  username: z.string().optional(),
  name: z.string().optional(),
  'cognito:groups': z.array(z.string()).default([]),
});
type Claims = z.output<typeof claimsSchema>;

/**
 * Returns the user of a verified token's claims.
 * @throws ApiError `unauthenticated` if they belong to no user, or are meant for another audience
 */
export function userOfClaims(payload: unknown, audience: string): User {
  const { success, data: claims } = claimsSchema.safeParse(payload);
  if (!success) throw unauthenticated('Expected the claims of a user in the token');
  if (!isMeantForUs(claims, audience)) {
    throw unauthenticated(`Expected a token for ${audience} but received one for another audience`);
  }
  return userOf(claims);
}

/**
 * Checks the audience. Cognito's access tokens have no `aud`; its ID tokens have one, and are only
 * for the page.
 */
function isMeantForUs({ aud, client_id, token_use }: Claims, audience: string): boolean {
  if (token_use === 'id') return false;
  if (aud !== undefined) return [aud].flat().includes(audience);
  return token_use === 'access' && client_id === audience;
}

function userOf({ sub, email, username, name, ...claims }: Claims): User {
  return {
    subject: sub,
    name: name ?? email ?? username ?? sub,
    groups: GROUPS.filter((group) => claims['cognito:groups'].includes(group)),
  };
}

export function unauthenticated(detail: string, cause?: unknown): ApiError {
  return new ApiError('unauthenticated', detail, { cause });
}
