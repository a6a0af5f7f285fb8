import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { decodeUriComponent, encodeUriComponent, encodeUriPath } from './uri-encoding.ts';

/** The only supported algorithm; `AWS4-ECDSA-P256-SHA256` (multi-region) is not supported. */
export const SIGNATURE_ALGORITHM = 'AWS4-HMAC-SHA256';

/** SHA-256 of no bytes. */
export const EMPTY_SHA256 = createHash('sha256').digest('hex');

/** The parts of `20261121/us-east-1/s3/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The data that a version 4 signature covers. */
export interface SignedRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly queryPairs: readonly (readonly [string, string])[];
  readonly headers: ReadonlyMap<string, string>;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

/** Parses `AKID/20261121/us-east-1/s3/aws4_request`; undefined for another form. */
export function parseCredential(credential: string): CredentialScope | undefined {
  const parts = credential.split('/');
  const [date, region, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    return undefined;
  }
  return { accessKeyId, date, region, service };
}

export function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

/**
 * Creates the canonical request of AWS's "Create a signed AWS API request". S3 does not normalize
 * paths.
 */
export function canonicalRequest(request: SignedRequest): string {
  const headers = request.signedHeaders.map(
    (name) => `${name}:${(request.headers.get(name) ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    encodeUriPath(decodeUriComponent(request.rawPath)),
    canonicalQuery(request.queryPairs),
    headers.join(''),
    request.signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
}

function canonicalQuery(pairs: SignedRequest['queryPairs']): string {
  return pairs
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeUriComponent(name)}=${encodeUriComponent(value)}`)
    .sort((a, b) => compareAscii(a.replace('=', '\0'), b.replace('=', '\0')))
    .join('&');
}

const compareAscii = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @param amzDate `20261121T074407Z` */
export function stringToSign(amzDate: string, scope: CredentialScope, canonical: string): string {
  return [SIGNATURE_ALGORITHM, amzDate, scopeText(scope), sha256(canonical)].join('\n');
}

/** Derives the key from the secret for one day, region and service. */
export function signingKey(secretAccessKey: string, scope: CredentialScope): KeyObject {
  const date = hmac(`AWS4${secretAccessKey}`, scope.date);
  const key = hmac(hmac(hmac(date, scope.region), scope.service), 'aws4_request');
  return createSecretKey(key);
}

export function signature(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Parses `20261121T074407Z` to milliseconds since 1970; undefined for another form. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
