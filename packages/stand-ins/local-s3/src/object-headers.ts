import { type Grant, isPublicAcl, parseAclHeaders } from './acl.ts';
import { ENCRYPTIONS } from './bucket-encryption.ts';
import type { Bucket } from './bucket-table.ts';
import { parseCustomerKey } from './customer-key.ts';
import { S3Error } from './errors.ts';
import { parseLockHeaders } from './object-lock.ts';
import type { ObjectAttributes } from './object-table.ts';
import type { S3Request } from './s3-request.ts';

/** Most bytes of user-defined metadata, names and values (S3 User Guide, "Working with object metadata"). */
export const MAX_METADATA_BYTES = 2048;

/** S3's default for objects put without a type. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

const STORED_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-website-redirect-location',
] as const;

/** The storage classes that a request may contain. All are stored alike. */
export const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
] as const;

/** Headers that change the meaning of an operation and are not supported. */
const REJECTED_HEADERS = ['x-amz-write-offset-bytes'];

/** `response-content-type` and similar parameters, which a signed GET may set. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

/** The description of a new object in the headers of a request or the fields of a form. */
export interface ObjectDescription {
  readonly storageClass: string;
  readonly attributes: ObjectAttributes;
}

/**
 * @throws S3Error MetadataTooLarge, InvalidArgument, InvalidRequest, InvalidTag, NotImplemented,
 *   AccessControlListNotSupported.
 */
export function parseObjectDescription(
  headers: ReadonlyMap<string, string>,
  bucket: Bucket,
  nowMs: number,
): ObjectDescription {
  const rejected = REJECTED_HEADERS.find((name) => headers.has(name));
  if (rejected !== undefined) {
    throw new S3Error('NotImplemented', `The header ${rejected} is not implemented.`, {
      Header: rejected,
    });
  }
  const storageClass = headers.get('x-amz-storage-class') ?? 'STANDARD';
  checkOneOf('x-amz-storage-class', storageClass, STORAGE_CLASSES);
  const tags = parseTaggingHeader(headers.get('x-amz-tagging') ?? '');
  const { isLockable, defaultRetention: fallback } = bucket;
  const lock = parseLockHeaders(headers, { isLockable, fallback, nowMs });
  const acl = parseObjectAcl(headers, bucket);
  const customerKeyMd5 = parseCustomerKey(headers);
  return {
    storageClass,
    attributes: {
      headers: {
        ...(customerKeyMd5 === undefined ? bucket.defaultEncryption : {}),
        ...pickStoredHeaders(headers),
        ...pickMetadata(headers),
      },
      ...(tags.length > 0 ? { tags } : {}),
      ...(lock ? { lock } : {}),
      ...(acl ? { acl } : {}),
      ...(customerKeyMd5 === undefined ? {} : { customerKeyMd5 }),
    },
  };
}

/** ACLs that S3 accepts even if the bucket's owner owns every object. */
const NEUTRAL_ACLS = ['private', 'bucket-owner-full-control'];

/** @throws S3Error AccessControlListNotSupported, InvalidArgument, AccessDenied. */
function parseObjectAcl(
  headers: ReadonlyMap<string, string>,
  { hasAcls, publicAccessBlock }: Bucket,
): readonly Grant[] | undefined {
  const acl = parseAclHeaders(headers);
  if (!acl) return undefined;
  if (!hasAcls) {
    if (NEUTRAL_ACLS.includes(headers.get('x-amz-acl') ?? '')) return undefined;
    throw new S3Error('AccessControlListNotSupported');
  }
  if (isPublicAcl(acl) && publicAccessBlock.BlockPublicAcls) throw new S3Error('AccessDenied');
  return acl;
}

/** @throws S3Error InvalidArgument. */
export function checkOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new S3Error(
    'InvalidArgument',
    `Expected one of ${allowed.join(', ')} for ${name} but received ${value}`,
    { ArgumentName: name, ArgumentValue: value },
  );
}

function pickStoredHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const picked: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE };
  const encryption = headers.get('x-amz-server-side-encryption');
  if (encryption !== undefined) {
    checkOneOf('x-amz-server-side-encryption', encryption, ENCRYPTIONS);
  }
  for (const name of STORED_HEADERS) {
    const value = headers.get(name);
    if (value !== undefined && value !== '') picked[name] = checkHeaderValue(name, value);
  }
  const encoding = withoutAwsChunked(headers.get('content-encoding') ?? '');
  if (encoding !== '') picked['content-encoding'] = checkHeaderValue('content-encoding', encoding);
  return picked;
}

/** `aws-chunked` describes the transfer only and is not stored. */
function withoutAwsChunked(contentEncoding: string): string {
  return contentEncoding
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== 'aws-chunked' && encoding !== '')
    .join(',');
}

function pickMetadata(headers: ReadonlyMap<string, string>): Record<string, string> {
  const metadata = [...headers].filter(([name]) => name.startsWith('x-amz-meta-'));
  const byteCount = metadata.reduce(
    (sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + value.length,
    0,
  );
  if (byteCount > MAX_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', undefined, {
      Size: String(byteCount),
      MaxSizeAllowed: String(MAX_METADATA_BYTES),
    });
  }
  for (const [name, value] of metadata) checkMetadata(name, value);
  return Object.fromEntries(metadata);
}

/** A line break in a stored value would corrupt the headers of later responses. */
function checkHeaderValue(name: string, value: string): string {
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) return value;
  const hasControl = /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
  throw new S3Error(
    'InvalidArgument',
    hasControl
      ? 'Expected header text without control characters.'
      : 'Header value cannot be represented using ISO-8859-1.',
    { ArgumentName: name },
  );
}

/** Metadata may contain any text, which is returned in ASCII. */
function checkMetadata(name: string, value: string): void {
  const isClean = !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
  if (isClean && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return;
  throw new S3Error('InvalidArgument', 'Expected header text without control characters.', {
    ArgumentName: name,
  });
}

type Tags = NonNullable<ObjectAttributes['tags']>;

function parseTaggingHeader(text: string): Tags {
  const tags = [...new URLSearchParams(text)];
  checkTags(tags);
  return tags.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** "Object tagging": ten tags, keys of 128 and values of 256 characters, no key twice. */
export function checkTags(tags: Tags, maxCount = 10): void {
  if (tags.length > maxCount) {
    throw new S3Error('InvalidTag', `Object tags cannot be greater than ${maxCount}`);
  }
  if (new Set(tags.map(([key]) => key)).size !== tags.length) {
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) {
      throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid');
    }
    if (value.length > 256) {
      throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid');
    }
  }
}

/** Returns the headers of the `response-…` parameters in the query. */
export function parseOverrides({ query }: S3Request): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`);
    if (value !== undefined) overrides[name] = checkHeaderValue(`response-${name}`, value);
  }
  return overrides;
}
