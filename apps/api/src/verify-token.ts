import { GROUPS } from '@miniatura/api-contract';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { unavailable } from './api-error-of.ts';
import { ApiError } from './errors.ts';
import type { User } from './user.ts';

export interface Issuer {
  /** As in the tokens' `iss`; its discovery document is below it. */
  readonly url: string;
  /** What tokens are for: their `aud`, or the `client_id` of Cognito's access tokens. */
  readonly audience: string;
}

/** Who a bearer token speaks for. Throws an ApiError. */
export type VerifyToken = (token: string) => Promise<User>;

/** What issuers sign with; `none` and shared secrets are no signatures of an issuer. */
const ALGORITHMS = ['RS256', 'ES256'];
/** Clocks differ a little. */
const CLOCK_TOLERANCE_SECONDS = 5;
const DISCOVERY_TIMEOUT_MS = 5_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

const claimsSchema = z.object({
  // OpenID Connect Core, 2: at most 255 ASCII characters. It travels in an HTTP header.
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

/** Verifies tokens of one issuer, whose keys are fetched when first needed and then kept. */
export function createTokenVerifier(issuer: Issuer): VerifyToken {
  const keys = onceDone(() => discoverKeys(issuer.url));
  return async (token) => {
    const payload = await verified(token, issuer, await keys());
    const { success, data: claims } = claimsSchema.safeParse(payload);
    if (!success) throw unauthenticated('Expected the claims of a user in the token');
    if (!isMeantForUs(claims, issuer.audience)) {
      throw unauthenticated(`Expected a token for ${issuer.audience} but received one for others`);
    }
    return userOf(claims);
  };
}

async function verified(
  token: string,
  { url }: Issuer,
  keys: JWTVerifyGetKey,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: url,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    return payload;
  } catch (error) {
    throw tokenError(error);
  }
}

function tokenError(error: unknown): ApiError {
  if (error instanceof errors.JWTExpired) {
    return new ApiError('token-expired', 'The token has expired: sign in again', { cause: error });
  }
  const isAboutToken =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    error.code !== errors.JOSEError.code;
  if (isAboutToken) return unauthenticated(`The token is not valid: ${error.message}`, error);
  return unavailable("The issuer's keys are not to be had", error);
}

/** Cognito's access tokens have no `aud`; its ID tokens have one and are for the page alone. */
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

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html */
async function discoverKeys(issuerUrl: string): Promise<JWTVerifyGetKey> {
  const url = `${issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
    const { issuer, jwks_uri } = discoverySchema.parse(await response.json());
    if (issuer !== issuerUrl)
      throw new Error(`Expected issuer ${issuerUrl} but received ${issuer}`);
    return createRemoteJWKSet(new URL(jwks_uri));
  } catch (error) {
    throw unavailable("The issuer's discovery document is not to be had", error);
  }
}

/** Runs `work` until it has succeeded once. */
function onceDone<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}

export function unauthenticated(detail: string, cause?: unknown): ApiError {
  return new ApiError('unauthenticated', detail, { cause });
}
