import { asciiMetadata } from '../ascii-metadata.ts';
import { type ByteRange, parseRange } from '../byte-range.ts';
import { checksumHeader } from '../checksums.ts';
import { checkCustomerKey, customerKeyHeaders } from '../customer-key.ts';
import { S3Error } from '../errors.ts';
import { findReadable, type FoundObject, openObject, parseVersionId } from '../find-object.ts';
import { expirationHeader } from '../lifecycle.ts';
import { type ObjectFiles, ONE_GO_BYTES } from '../object-files.ts';
import { parseOverrides } from '../object-headers.ts';
import { lockHeaders } from '../object-lock.ts';
import type { ObjectVersion } from '../object-table.ts';
import { type FileBody, type Operation, type S3Response, versionIdHeader } from '../operation.ts';
import { checkReadPreconditions } from '../preconditions.ts';
import type { S3Request } from '../s3-request.ts';

/** GET /bucket/key */
export const getObject: Operation = ({ store, request }) => {
  const { bucket, key, query } = request;
  const versionId = parseVersionId(query.get('versionId'));
  return openObject(store, { bucket, key, versionId }, async (found, file) => {
    const { bytes, ...response } = describe(found, request);
    if (response.status === 304) return response;
    return { ...response, body: await openBody(store.files, file, bytes) };
  });
};

/** Reads a small object at once; a large one is read while it is sent. */
async function openBody(
  files: ObjectFiles,
  file: string,
  range: ByteRange | undefined,
): Promise<Buffer | FileBody> {
  const byteCount = range ? range.end - range.start + 1 : 0;
  if (byteCount <= ONE_GO_BYTES) return files.readWhole(file, byteCount, range?.start);
  return { handle: await files.open(file), range };
}

/** HEAD /bucket/key */
export const headObject: Operation = ({ store, request }) =>
  describe(findReadable(store, request), request);

function describe(
  { version, isVersioned, lifecycleRules }: FoundObject,
  request: S3Request,
): S3Response & { readonly bytes: ByteRange | undefined } {
  checkCustomerKey(request.headers, version.attributes.customerKeyMd5);
  const { tags = [] } = version.attributes;
  const validators = {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModifiedMs).toUTCString(),
    ...versionIdHeader(isVersioned, version.versionId),
  };
  if (checkReadPreconditions(request.headers, version) === 'not-modified') {
    return { status: 304, headers: validators, bytes: undefined };
  }
  const range = selectRange(version, request);
  const { byteCount } = version;
  const bytes = range ?? (byteCount === 0 ? undefined : { start: 0, end: byteCount - 1 });
  const headers = {
    ...validators,
    'accept-ranges': 'bytes',
    'content-length': String(bytes ? bytes.end - bytes.start + 1 : 0),
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${byteCount}` } : {}),
    ...asciiMetadata(version.attributes.headers),
    ...extraHeaders(version),
    ...lockHeaders(version.attributes.lock),
    ...customerKeyHeaders(version.attributes.customerKeyMd5),
    ...(request.query.has('versionId')
      ? {}
      : expirationHeader(lifecycleRules, { ...version, tags })),
    ...partCountHeader(version, request),
    ...(range ? {} : checksumHeaders(version, request)),
    ...parseOverrides(request),
  };
  return { status: range ? 206 : 200, headers, bytes };
}

/** `partNumber` selects the bytes of a part as a range. */
function selectRange(version: ObjectVersion, request: S3Request): ByteRange | undefined {
  const partNumber = request.query.get('partNumber');
  const header = request.headers.get('range');
  if (partNumber === undefined) return parseRange(header, version.byteCount);
  if (header !== undefined) {
    throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber');
  }
  const byteCounts = version.attributes.partByteCounts ?? [version.byteCount];
  const index = Number(partNumber) - 1;
  const byteCount = byteCounts[index];
  if (byteCount === undefined) {
    throw new S3Error('InvalidPartNumber');
  }
  const start = byteCounts.slice(0, index).reduce((sum, count) => sum + count, 0);
  return byteCount === 0 ? undefined : { start, end: start + byteCount - 1 };
}

function partCountHeader({ attributes }: ObjectVersion, { query }: S3Request) {
  return query.has('partNumber') && attributes.partByteCounts
    ? { 'x-amz-mp-parts-count': String(attributes.partByteCounts.length) }
    : {};
}

function extraHeaders({ storageClass, attributes: { tags = [] } }: ObjectVersion) {
  return {
    ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
    ...(tags.length === 0 ? {} : { 'x-amz-tagging-count': String(tags.length) }),
  };
}

/**
 * Only on request and only with all bytes, because the client compares the value with what it
 * reads.
 */
function checksumHeaders(
  { attributes: { checksum } }: ObjectVersion,
  { headers }: S3Request,
): Record<string, string> {
  if (!checksum || headers.get('x-amz-checksum-mode')?.toUpperCase() !== 'ENABLED') return {};
  return {
    [checksumHeader(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}
