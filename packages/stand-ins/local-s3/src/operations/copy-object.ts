import { type ChecksumAlgorithm, parseChecksumAlgorithm } from '../checksums.ts';
import { type CopySource, withCopySource } from '../copy-source.ts';
import { S3Error } from '../errors.ts';
import { checkOneOf, type ObjectDescription, parseObjectDescription } from '../object-headers.ts';
import type { ObjectVersion } from '../object-table.ts';
import {
  isoSeconds,
  type Operation,
  type OperationContext,
  type S3Response,
  versionIdHeader,
} from '../operation.ts';
import { parseWritePreconditions } from '../preconditions.ts';
import { checkSize } from '../receive-body.ts';
import type { S3Request } from '../s3-request.ts';
import { renderXml } from '../xml.ts';
import { MAX_PUT_BYTES, storeObject, writtenHeaders } from './put-object.ts';

const DIRECTIVES = ['COPY', 'REPLACE'];

/** PUT /bucket/key with `x-amz-copy-source` */
export const copyObject: Operation = (context) => ({
  outcome: withCopySource(context, (source) => copy(context, source)),
});

async function copy(context: OperationContext, source: CopySource): Promise<S3Response> {
  const { request } = context;
  checkSize(source.version.byteCount, MAX_PUT_BYTES);
  checkSelfCopy(context, source.version);
  const algorithm = chooseAlgorithm(request, source.version);
  const version = await storeObject(context, {
    key: request.key,
    description: describeCopy(context, source.version),
    eventName: 'ObjectCreated:Copy',
    preconditions: parseWritePreconditions(request.headers),
    receive: (sink) => source.read(undefined, algorithm, sink),
  });
  return copyResponse(context, version, source);
}

/**
 * Rejects a copy onto itself that changes nothing. S3 regards the default encryption of a bucket as
 * a change if it has been configured.
 * @see https://github.com/getmoto/moto/issues/6300, which was tried on AWS
 */
function checkSelfCopy({ store, request }: OperationContext, source: ObjectVersion): void {
  const { bucket, key, headers, query } = request;
  const isSelf = source.bucket === bucket && source.key === key && !query.has('versionId');
  const changes =
    headers.get('x-amz-metadata-directive') === 'REPLACE' ||
    headers.has('x-amz-storage-class') ||
    headers.has('x-amz-server-side-encryption') ||
    headers.has('x-amz-website-redirect-location') ||
    store.buckets.get(bucket).configurations.has('encryption') ||
    (headers.get('x-amz-copy-source') ?? '').includes('?versionId=');
  if (!isSelf || changes) return;
  throw new S3Error(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

/** Returns the source's metadata and tags, or those of the request if it says REPLACE. */
function describeCopy(
  { store, request: { headers, bucket } }: OperationContext,
  source: ObjectVersion,
): ObjectDescription {
  const directive = (name: string): string => {
    const value = headers.get(name) ?? 'COPY';
    checkOneOf(name, value, DIRECTIVES);
    return value;
  };
  const given = parseObjectDescription(headers, store.buckets.get(bucket), store.now().getTime());
  const keepsHeaders = directive('x-amz-metadata-directive') === 'COPY';
  const keepsTags = directive('x-amz-tagging-directive') === 'COPY';
  const { tags: givenTags, ...attributes } = given.attributes;
  const tags = keepsTags ? source.attributes.tags : givenTags;
  return {
    storageClass: given.storageClass,
    attributes: {
      ...attributes,
      headers: keepsHeaders
        ? { ...withoutEncryption(source.attributes.headers), ...onlyEncryption(attributes.headers) }
        : attributes.headers,
      ...(tags && tags.length > 0 ? { tags } : {}),
    },
  };
}

type StoredHeaders = ObjectVersion['attributes']['headers'];

const isEncryption = (name: string): boolean => name.startsWith('x-amz-server-side-encryption');

function onlyEncryption(headers: StoredHeaders): StoredHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isEncryption(name)));
}

/** A copy is encrypted as its own request says, not like its source. */
function withoutEncryption(headers: StoredHeaders): StoredHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isEncryption(name)));
}

/** Returns the requested algorithm, or that of the source. @throws S3Error InvalidRequest */
function chooseAlgorithm(
  { headers }: S3Request,
  source: ObjectVersion,
): ChecksumAlgorithm | undefined {
  const name = headers.get('x-amz-checksum-algorithm');
  if (name === undefined) return source.attributes.checksum?.algorithm;
  const algorithm = parseChecksumAlgorithm(name);
  if (algorithm) return algorithm;
  throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
}

function copyResponse(context: OperationContext, version: ObjectVersion, source: CopySource) {
  const { checksum } = version.attributes;
  return {
    status: 200,
    headers: {
      ...writtenHeaders(context, version),
      ...sourceVersionHeader(source),
    },
    body: renderXml('CopyObjectResult', {
      ETag: `"${version.etag}"`,
      LastModified: isoSeconds(version.lastModifiedMs),
      ...(checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {}),
      ChecksumType: checksum?.type,
    }),
  };
}

/** Returns `x-amz-copy-source-version-id` if the source has versions. */
export function sourceVersionHeader({ version, isVersioned }: CopySource): Record<string, string> {
  const { 'x-amz-version-id': id } = versionIdHeader(isVersioned, version.versionId);
  return id === undefined ? {} : { 'x-amz-copy-source-version-id': id };
}
