import { createHmac } from 'node:crypto';

/** Subresources and overrides that a version 2 signature covers ("Signing and authenticating REST requests"). */
const SIGNED_PARAMETERS = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'select',
  'select-type',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]);

/** The data that a version 2 signature covers. */
export interface V2SignedRequest {
  readonly method: string;
  readonly resourcePath: string;
  readonly queryPairs: readonly (readonly [string, string])[];
  readonly headers: ReadonlyMap<string, string>;
  /** The `Date` header, empty if `x-amz-date` is set; for a URL the time of its expiry. */
  readonly date: string;
}

/**
 * Creates the string to sign of a version 2 signature, which `aws s3 presign` of aws-cli 1 still
 * uses.
 */
export function v2StringToSign(request: V2SignedRequest): string {
  const header = (name: string) => request.headers.get(name) ?? '';
  return [
    request.method,
    header('content-md5'),
    header('content-type'),
    request.date,
    `${canonicalAmzHeaders(request)}${request.resourcePath}${canonicalParameters(request)}`,
  ].join('\n');
}

function canonicalAmzHeaders({ headers, queryPairs }: V2SignedRequest): string {
  const hoisted = queryPairs.map(([name, value]) => [name.toLowerCase(), value] as const);
  return [...headers, ...hoisted]
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
}

function canonicalParameters({ queryPairs }: V2SignedRequest): string {
  const signed = queryPairs
    .filter(([name]) => SIGNED_PARAMETERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return signed.length === 0 ? '' : `?${signed.join('&')}`;
}

/** Base64 HMAC-SHA1 of the text. */
export function v2Signature(secretAccessKey: string, text: string): string {
  return createHmac('sha1', secretAccessKey).update(text).digest('base64');
}
