import type { Authentication, Credentials } from './authenticate.ts';
import { S3Error } from './errors.ts';
import { isSame } from './is-same.ts';
import type { S3Request } from './s3-request.ts';
import { checkSkew, parseDateHeader } from './signature-date.ts';
import { v2Signature, v2StringToSign } from './signature-v2.ts';

/** Whether the request has a version 2 signature, which older tools use. */
export function hasV2Signature({ query, headers }: S3Request): boolean {
  return /^AWS\s/.test(headers.get('authorization') ?? '') || query.has('AWSAccessKeyId');
}

/**
 * Verifies a version 2 signature, in the header or in the query.
 * @throws S3Error AccessDenied, InvalidArgument, InvalidAccessKeyId, RequestTimeTooSkewed,
 *   SignatureDoesNotMatch.
 */
export function authenticateV2(
  request: S3Request,
  credentials: Credentials,
  nowMs: number,
): Authentication {
  const { accessKeyId, claimed, date } = request.headers.has('authorization')
    ? parseHeader(request, nowMs)
    : parseQuery(request, nowMs);
  if (accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: accessKeyId });
  }
  const text = v2StringToSign({ ...request, date });
  const isSigned = (signed: string) =>
    isSame(v2Signature(credentials.secretAccessKey, signed), claimed);
  if (!isSigned(text) && !isSigned(bucketStringToSign(request, date))) {
    throw new S3Error('SignatureDoesNotMatch', undefined, { StringToSign: text });
  }
  return { accessKeyId, payload: { kind: 'unsigned' } };
}

/** Some clients sign the bucket as `/bucket/`, even if they send `/bucket`. */
function bucketStringToSign(request: S3Request, date: string): string {
  return v2StringToSign({ ...request, resourcePath: `/${request.bucket}/`, date });
}

interface V2Claim {
  readonly accessKeyId: string;
  readonly claimed: string;
  /** The line of the string to sign with the date or the expiry. */
  readonly date: string;
}

function parseHeader({ headers }: S3Request, nowMs: number): V2Claim {
  const authorization = headers.get('authorization') ?? '';
  const match = /^AWS\s+([^:\s]+):(\S+)$/.exec(authorization);
  if (!match) {
    throw new S3Error(
      'InvalidArgument',
      'AWS authorization header is invalid. Expected AwsAccessKeyId:signature',
      { ArgumentName: 'Authorization', ArgumentValue: authorization },
    );
  }
  const [, accessKeyId = '', claimed = ''] = match;
  const amzDate = headers.get('x-amz-date');
  const date = headers.get('date') ?? '';
  checkSkew(parseDateHeader(amzDate ?? date), nowMs);
  // `x-amz-date` is one of the signed headers; then the line for the date is empty.
  return { accessKeyId, claimed, date: amzDate === undefined ? date : '' };
}

function parseQuery({ query }: S3Request, nowMs: number): V2Claim {
  const expires = query.get('Expires') ?? '';
  if (!/^\d+$/.test(expires) || Number(expires) * 1000 < nowMs) {
    throw new S3Error('AccessDenied', 'Request has expired', { Expires: expires });
  }
  return {
    accessKeyId: query.get('AWSAccessKeyId') ?? '',
    claimed: query.get('Signature') ?? '',
    date: expires,
  };
}
