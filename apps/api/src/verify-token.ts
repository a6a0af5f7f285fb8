import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { unavailable } from './api-error-of.ts';
import { ApiError } from './errors.ts';
import { onceDone } from './once-done.ts';
import { unauthenticated, userOfClaims } from './user-of-claims.ts';
import type { User } from './user.ts';

export interface Issuer {
  /** The issuer's URL, as in the `iss` claim; its discovery document is below it. */
  readonly url: string;
  /** The audience of tokens: `aud`, or the `client_id` of Cognito's access tokens. */
  readonly audience: string;
}

/** Returns the user of a bearer token. @throws ApiError */
export type VerifyToken = (token: string) => Promise<User>;

/** Accepted signature algorithms; `none` and shared secrets do not identify an issuer. */
const ALGORITHMS = ['RS256', 'ES256'];
/** Tolerance for differences between clocks. */
const CLOCK_TOLERANCE_SECONDS = 5;
const DISCOVERY_TIMEOUT_MS = 5_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Verifies tokens of one issuer, whose keys are fetched when first needed and then cached. */
export function createTokenVerifier(issuer: Issuer): VerifyToken {
  const keys = onceDone(() => discoverKeys(issuer.url));
  return async (token) => {
    return userOfClaims(await verified(token, issuer, await keys()), issuer.audience);
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
  if (isAboutToken) return unauthenticated(`The token is not valid: ${faultOf(error)}`, error);
  return unavailable("The issuer's keys are unavailable", error);
}

function faultOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `its claim ${error.claim} is missing or not the expected one`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "its signature is not one of the issuer's";
  }
  return 'expected a JWT that the issuer has signed';
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
    throw unavailable("The issuer's discovery document is unavailable", error);
  }
}
