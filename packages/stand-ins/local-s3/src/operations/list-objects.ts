import { S3Error } from '../errors.ts';
import { boundAfter, listPage, type ListQuery } from '../list-page.ts';
import type { ListedObject, ListedVersion } from '../object-table.ts';
import { isoSeconds, type Operation, type OperationContext, OWNER } from '../operation.ts';
import type { S3Request } from '../s3-request.ts';
import { encodeUriPath } from '../uri-encoding.ts';
import { renderXml } from '../xml.ts';

/** API reference: a page holds at most 1,000 entries. */
const MAX_ENTRIES = 1000;

/** GET /bucket, versions 1 and 2 of the operation */
export const listObjects: Operation = (context) =>
  context.request.query.get('list-type') === '2' ? listV2(context) : listV1(context);

function listV2({ store, request }: OperationContext) {
  const { query: parameters, bucket } = request;
  store.buckets.get(bucket);
  const query = parseListQuery(request, 'max-keys');
  const encode = keyEncoder(request);
  const token = parameters.get('continuation-token');
  const startAfter = parameters.get('start-after') ?? '';
  const marker = token === undefined || token === '' ? startAfter : parseToken(token);
  const page = listPage(
    query,
    (start, end) => store.objects.list(bucket, start, end),
    boundAfter(marker, query),
  );
  const hasOwner = parameters.get('fetch-owner') === 'true';
  const body = renderXml('ListBucketResult', {
    ...describeQuery(bucket, query, encode, request),
    MaxKeys: query.maxEntries,
    KeyCount: page.entries.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token,
    NextContinuationToken: page.next && createToken(keyOf(page.next.last)),
    StartAfter: startAfter === '' ? undefined : encode(startAfter),
    Contents: page.entries.map((object) => describeObject(object, encode, hasOwner)),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
  return { status: 200, body };
}

function listV1({ store, request }: OperationContext) {
  const { query: parameters, bucket } = request;
  store.buckets.get(bucket);
  const query = parseListQuery(request, 'max-keys');
  const encode = keyEncoder(request);
  const marker = parameters.get('marker') ?? '';
  const page = listPage(
    query,
    (start, end) => store.objects.list(bucket, start, end),
    boundAfter(marker, query),
  );
  const body = renderXml('ListBucketResult', {
    ...describeQuery(bucket, query, encode, request),
    Marker: encode(marker),
    MaxKeys: query.maxEntries,
    IsTruncated: page.next !== undefined,
    NextMarker: page.next && encode(keyOf(page.next.last)),
    Contents: page.entries.map((object) => describeObject(object, encode, true)),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
  return { status: 200, body };
}

/** GET /bucket?versions */
export const listObjectVersions: Operation = ({ store, request }) => {
  const { query: parameters, bucket } = request;
  store.buckets.get(bucket);
  const query = parseListQuery(request, 'max-keys');
  const encode = keyEncoder(request);
  const keyMarker = parameters.get('key-marker') ?? '';
  const versionIdMarker = parameters.get('version-id-marker') ?? '';
  const marked = store.objects.findVersion(bucket, keyMarker, versionIdMarker);
  const page = listPage(
    query,
    (start, end) => store.objects.listVersions(bucket, start, end),
    boundAfter(keyMarker, query),
    marked ? store.objects.listOlderVersions(bucket, keyMarker, marked.sequence) : [],
  );
  const last = page.next?.last;
  const versions = page.entries.map((version) => describeVersion(version, encode));
  const body = renderXml('ListVersionsResult', {
    ...describeQuery(bucket, query, encode, request),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionIdMarker,
    MaxKeys: query.maxEntries,
    IsTruncated: last !== undefined,
    NextKeyMarker: last && encode(keyOf(last)),
    NextVersionIdMarker: typeof last === 'object' ? last.versionId : undefined,
    Version: versions.filter((_, i) => !page.entries[i]?.isDeleteMarker),
    DeleteMarker: versions.filter((_, i) => page.entries[i]?.isDeleteMarker),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
  return { status: 200, body };
};

function keyOf(last: string | { readonly key: string }): string {
  return typeof last === 'string' ? last : last.key;
}

function parseListQuery({ query }: S3Request, maxParameter: string): ListQuery {
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxEntries: parseMaxEntries(maxParameter, query.get(maxParameter)),
  };
}

/** @throws S3Error InvalidArgument. A number above 1,000 means 1,000 */
export function parseMaxEntries(name: string, text: string | undefined): number {
  if (text === undefined || text === '') return MAX_ENTRIES;
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text), MAX_ENTRIES);
  throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
    ArgumentName: name,
    ArgumentValue: text,
  });
}

/** Parses a position in a numbered list; the default is 0. @throws S3Error InvalidArgument */
export function parseMarker(name: string, text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
    ArgumentName: name,
    ArgumentValue: text,
  });
}

/** With `encoding-type=url`, names that XML cannot contain are encoded. */
function keyEncoder({ query }: S3Request): (key: string) => string {
  const encoding = query.get('encoding-type');
  if (encoding === undefined || encoding === '') return (key) => key;
  if (encoding === 'url') return encodeUriPath;
  throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
    ArgumentName: 'encoding-type',
    ArgumentValue: encoding,
  });
}

function describeQuery(
  bucket: string,
  query: ListQuery,
  encode: (key: string) => string,
  request: S3Request,
) {
  return {
    Name: bucket,
    Prefix: encode(query.prefix),
    Delimiter: query.delimiter === '' ? undefined : encode(query.delimiter),
    EncodingType: request.query.get('encoding-type'),
  };
}

function describeObject(object: ListedObject, encode: (key: string) => string, hasOwner: boolean) {
  return {
    Key: encode(object.key),
    LastModified: isoSeconds(object.lastModifiedMs),
    ETag: `"${object.etag}"`,
    Size: object.byteCount,
    Owner: hasOwner ? OWNER : undefined,
    StorageClass: object.storageClass,
  };
}

function describeVersion(version: ListedVersion, encode: (key: string) => string) {
  return {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: isoSeconds(version.lastModifiedMs),
    Owner: OWNER,
    ...(version.isDeleteMarker
      ? {}
      : {
          ETag: `"${version.etag}"`,
          Size: version.byteCount,
          StorageClass: version.storageClass,
        }),
  };
}

const createToken = (key: string): string => Buffer.from(`1${key}`).toString('base64url');

function parseToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (text.startsWith('1') && createToken(text.slice(1)) === token) return text.slice(1);
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}
