import * as z from 'zod';
import type { IdentifyUser } from './require-user.ts';
import { unauthenticated, userOfClaims } from './user-of-claims.ts';
import type { Issuer } from './verify-token.ts';

/** The part of an HTTP API's event that the JWT authorizer sets. */
const authorizedSchema = z.object({
  requestContext: z.object({
    authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
  }),
});

/**
 * Identifies users by the claims of the tokens that the HTTP API's JWT authorizer has verified, so
 * that no keys are needed. The claims are in Lambda's event, which an HTTP request cannot change. A
 * caller that bypasses the gateway has no claims.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function gatewayUser({ url, audience }: Issuer): IdentifyUser {
  return async ({ env }) => {
    const { data } = authorizedSchema.safeParse(env);
    if (data === undefined) throw unauthenticated('Expected a token that the gateway has verified');
    const { claims } = data.requestContext.authorizer.jwt;
    if (claims['iss'] !== url) {
      throw unauthenticated(`Expected a token of ${url} but received one of another issuer`);
    }
    const groups = listOf(claims['cognito:groups']);
    return userOfClaims({ ...claims, 'cognito:groups': groups, aud: audienceOf(claims) }, audience);
  };
}

function audienceOf({ aud }: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  return aud === undefined ? undefined : listOf(aud);
}

/**
 * Parses a list claim, which the gateway converts to text: `[admin analyst]`. Names of groups
 * contain no spaces.
 */
function listOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.map(String);
  if (typeof claim !== 'string') return [];
  const items = /^\[(.*)\]$/.exec(claim)?.[1] ?? claim;
  return items.split(' ').filter((item) => item !== '');
}
