import type { KeyObject } from 'node:crypto';
import { authenticateV2, hasV2Signature } from './authenticate-v2.ts';
import { S3Error } from './errors.ts';
import { isSame } from './is-same.ts';
import type { S3Request } from './s3-request.ts';
import { parseHeaderClaim, parseQueryClaim, type SignatureClaim } from './signature-claim.ts';
import {
  canonicalRequest,
  type CredentialScope,
  scopeText,
  signature,
  signingKey,
  stringToSign,
} from './signature-v4.ts';

/** The one key pair that the endpoint accepts. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How the request's signature covers its body. */
export type PayloadSigning =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'sha256'; readonly sha256: string }
  | {
      readonly kind: 'aws-chunked';
      readonly hasTrailer: boolean;
      readonly chunkSigning: ChunkSigning | undefined;
    };

/** The data needed to verify the signature of each chunk. */
export interface ChunkSigning {
  readonly key: KeyObject;
  readonly amzDate: string;
  readonly scope: CredentialScope;
  readonly seedSignature: string;
}

/** Who sent the request, and how its body is signed. */
export interface Authentication {
  readonly accessKeyId: string;
  readonly payload: PayloadSigning;
}

/**
 * Verifies a request's signature, version 4 or 2, in the header or in the query.
 * @throws S3Error AccessDenied for unsigned requests, or the reason why the signature fails.
 */
export function authenticate(
  request: S3Request,
  credentials: Credentials,
  nowMs: number,
): Authentication {
  if (hasV2Signature(request)) return authenticateV2(request, credentials, nowMs);
  const authorization = request.headers.get('authorization') ?? '';
  if (authorization !== '') {
    return verify(request, parseHeaderClaim(request, authorization, nowMs), credentials);
  }
  if (request.query.has('X-Amz-Algorithm')) {
    return verify(request, parseQueryClaim(request, nowMs), credentials);
  }
  throw new S3Error('AccessDenied', 'Anonymous access is not allowed: sign the request.');
}

function verify(
  request: S3Request,
  claim: SignatureClaim,
  credentials: Credentials,
): Authentication {
  const { scope, amzDate } = claim;
  const key = checkScope(scope, amzDate, credentials);
  checkSignedHeaders(request, claim.signedHeaders);
  const canonical = canonicalRequest({ ...request, ...claim });
  const text = stringToSign(amzDate, scope, canonical);
  const isSigned = (signed: string) => isSame(signature(key, signed), claim.signature);
  const signsUtf8 = () => {
    const headers = readAsUtf8(request.headers);
    return isSigned(
      stringToSign(amzDate, scope, canonicalRequest({ ...request, ...claim, headers })),
    );
  };
  if (!isSigned(text) && !signsUtf8()) {
    throw new S3Error('SignatureDoesNotMatch', undefined, {
      AWSAccessKeyId: scope.accessKeyId,
      StringToSign: text,
      CanonicalRequest: canonical,
    });
  }
  const chunkSigning = { key, amzDate, scope, seedSignature: claim.signature };
  return {
    accessKeyId: scope.accessKeyId,
    payload: parsePayloadHash(claim.payloadHash, chunkSigning),
  };
}

/** Decodes header values as UTF-8, which some clients send and sign; others use ISO-8859-1. */
function readAsUtf8(headers: S3Request['headers']): S3Request['headers'] {
  return new Map(
    [...headers].map(([name, value]) => [name, Buffer.from(value, 'latin1').toString('utf8')]),
  );
}

/**
 * Returns the signing key for a scope. Any region is accepted, because the signature covers it.
 * @throws S3Error InvalidAccessKeyId, AuthorizationHeaderMalformed
 */
export function checkScope(
  scope: CredentialScope,
  amzDate: string,
  credentials: Credentials,
): KeyObject {
  if (scope.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: scope.accessKeyId });
  }
  if (scope.service !== 's3' || !amzDate.startsWith(scope.date)) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `Expected a credential for s3 on the day of ${amzDate} but received ${scope.service} on ${scope.date}`,
    );
  }
  return cachedSigningKey(credentials.secretAccessKey, scope);
}

/** Caches the last key: a client signs thousands of requests with the same key on one day. */
let lastKey = { name: '', key: undefined as KeyObject | undefined };

function cachedSigningKey(secretAccessKey: string, scope: CredentialScope): KeyObject {
  const name = `${secretAccessKey}\n${scopeText(scope)}`;
  if (lastKey.key === undefined || lastKey.name !== name) {
    lastKey = { name, key: signingKey(secretAccessKey, scope) };
  }
  return lastKey.key as KeyObject;
}

/** Requires that the host and all `x-amz-` headers are signed; otherwise others could add them. */
function checkSignedHeaders(request: S3Request, signedHeaders: readonly string[]): void {
  const unsigned = [...request.headers.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw new S3Error(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      { HeadersNotSigned: unsigned.join(', ') },
    );
  }
}

function parsePayloadHash(payloadHash: string, chunkSigning: ChunkSigning): PayloadSigning {
  switch (payloadHash) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'aws-chunked', hasTrailer: true, chunkSigning: undefined };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'aws-chunked', hasTrailer: false, chunkSigning };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'aws-chunked', hasTrailer: true, chunkSigning };
  }
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return { kind: 'sha256', sha256: payloadHash };
  throw new S3Error(
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: payloadHash },
  );
}
