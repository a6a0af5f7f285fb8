import { S3Error } from './errors.ts';
import type { S3Request } from './s3-request.ts';
import { checkSkew, formatAmzDate, MAX_SKEW_MS, parseDateHeader } from './signature-date.ts';
import {
  type CredentialScope,
  parseAmzDate,
  parseCredential,
  SIGNATURE_ALGORITHM,
} from './signature-v4.ts';

/** Seven days, the maximum validity of a version 4 presigned URL. */
const MAX_EXPIRES_SECONDS = 604_800;

/** The signature of a request before its verification. */
export interface SignatureClaim {
  readonly scope: CredentialScope;
  readonly amzDate: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
}

/**
 * Parses the `Authorization` header.
 * @throws S3Error InvalidRequest, AuthorizationHeaderMalformed, AccessDenied, RequestTimeTooSkewed
 */
export function parseHeaderClaim(
  request: S3Request,
  authorization: string,
  nowMs: number,
): SignatureClaim {
  const match = /^AWS4-HMAC-SHA256\s+(.+)$/.exec(authorization);
  if (!match) {
    throw new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  const fields = new Map(
    (match[1] as string).split(',').map((field) => {
      const [name = '', ...value] = field.trim().split('=');
      return [name, value.join('=')] as const;
    }),
  );
  const scope = parseCredential(fields.get('Credential') ?? '');
  const signedHeaders = fields.get('SignedHeaders');
  const claimed = fields.get('Signature');
  if (!scope || !signedHeaders || !claimed) throw new S3Error('AuthorizationHeaderMalformed');
  const payloadHash = request.headers.get('x-amz-content-sha256');
  if (payloadHash === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  const signedAtMs = parseDateHeader(
    request.headers.get('x-amz-date') ?? request.headers.get('date') ?? '',
  );
  checkSkew(signedAtMs, nowMs);
  return {
    scope,
    amzDate: formatAmzDate(signedAtMs),
    signedHeaders: signedHeaders.split(';'),
    signature: claimed,
    payloadHash,
  };
}

/**
 * Parses the signature of a presigned URL.
 * @throws S3Error AuthorizationQueryParametersError; AccessDenied when it has expired
 */
export function parseQueryClaim({ query, headers }: S3Request, nowMs: number): SignatureClaim {
  const fail = (message: string) => new S3Error('AuthorizationQueryParametersError', message);
  if (query.get('X-Amz-Algorithm') !== SIGNATURE_ALGORITHM) {
    throw fail(`X-Amz-Algorithm only supports "${SIGNATURE_ALGORITHM}"`);
  }
  const scope = parseCredential(query.get('X-Amz-Credential') ?? '');
  const signedHeaders = query.get('X-Amz-SignedHeaders');
  const claimed = query.get('X-Amz-Signature');
  const amzDate = query.get('X-Amz-Date') ?? '';
  const signedAtMs = parseAmzDate(amzDate);
  if (!scope || !signedHeaders || !claimed || signedAtMs === undefined) {
    throw fail(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const expiresSeconds = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1) {
    throw fail('X-Amz-Expires should be a number of seconds above 0');
  }
  if (expiresSeconds > MAX_EXPIRES_SECONDS) {
    throw fail('X-Amz-Expires must be less than a week (in seconds); that is, 604800.');
  }
  if (signedAtMs > nowMs + MAX_SKEW_MS)
    throw new S3Error('AccessDenied', 'Request is not yet valid');
  if (nowMs > signedAtMs + expiresSeconds * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      Expires: new Date(signedAtMs + expiresSeconds * 1000).toISOString(),
    });
  }
  return {
    scope,
    amzDate,
    signedHeaders: signedHeaders.split(';'),
    signature: claimed,
    payloadHash:
      query.get('X-Amz-Content-Sha256') ??
      headers.get('x-amz-content-sha256') ??
      'UNSIGNED-PAYLOAD',
  };
}
