import { S3Error } from '../errors.ts';
import { parseVersionId } from '../find-object.ts';
import { checkDeletable } from '../object-lock.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { checkDeletePreconditions } from '../preconditions.ts';
import { receiveText } from '../receive-body.ts';
import { checkKey } from '../s3-request.ts';
import type { Deletion } from '../store-transaction.ts';
import { childrenOf, type ParsedXml, parseXml, renderXml, textOf } from '../xml.ts';
import { canBypassGovernance } from './object-locks.ts';

/** API reference, DeleteObjects: up to 1,000 keys. */
const MAX_KEYS = 1000;

/** DELETE /bucket/key: also succeeds when the object does not exist. */
export const deleteObject: Operation = (context) => {
  const { store, request } = context;
  const { bucket, key, headers, query } = request;
  store.buckets.get(bucket);
  checkDeletePreconditions(
    {
      etag: headers.get('if-match'),
      lastModified: headers.get('x-amz-if-match-last-modified-time'),
      size: headers.get('x-amz-if-match-size'),
    },
    store.objects.findLatest(bucket, key),
  );
  const deletion = remove(context, key, parseVersionId(query.get('versionId')));
  return {
    status: 204,
    headers: {
      ...(deletion.versionId === undefined ? {} : { 'x-amz-version-id': deletion.versionId }),
      ...(deletion.isDeleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
};

/** POST /bucket?delete */
export const deleteObjects: Operation = async (context) => {
  const { store, request, authentication } = context;
  store.buckets.get(request.bucket);
  const root = parseXml(await receiveText(request, authentication), 'Delete');
  const objects = childrenOf(root, 'Object');
  if (objects.length === 0 || objects.length > MAX_KEYS) {
    throw new S3Error('MalformedXML', `Expected 1 to ${MAX_KEYS} objects to delete.`);
  }
  const isQuiet = textOf(root, 'Quiet') === 'true';
  const results = objects.map((object) => deleteOne(context, object));
  const body = renderXml('DeleteResult', {
    Deleted: isQuiet ? [] : results.flatMap(({ deleted }) => deleted ?? []),
    Error: results.flatMap(({ error }) => error ?? []),
  });
  return { status: 200, body };
};

function deleteOne(context: OperationContext, object: ParsedXml) {
  const key = textOf(object, 'Key') ?? '';
  const versionId = textOf(object, 'VersionId');
  try {
    if (key === '') throw new S3Error('InvalidArgument', 'Expected a key but received none.');
    checkDeletePreconditions(
      {
        etag: textOf(object, 'ETag'),
        lastModified: textOf(object, 'LastModifiedTime'),
        size: textOf(object, 'Size'),
      },
      versionId === undefined
        ? context.store.objects.findLatest(context.request.bucket, key)
        : context.store.objects.findVersion(context.request.bucket, key, versionId),
    );
    const deletion = remove(context, checkKey(key), parseVersionId(versionId));
    return { deleted: describeDeletion(key, versionId, deletion) };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return {
      error: { Key: key, VersionId: versionId, Code: error.code, Message: error.message },
    };
  }
}

function describeDeletion(key: string, asked: string | undefined, deletion: Deletion) {
  return {
    Key: key,
    VersionId: asked,
    ...(deletion.isDeleteMarker
      ? { DeleteMarker: true, DeleteMarkerVersionId: deletion.versionId }
      : {}),
  };
}

function remove(
  { store, request: { bucket, headers }, cause }: OperationContext,
  key: string,
  versionId: string | undefined,
): Deletion {
  if (versionId === undefined) {
    return store.change((transaction) => transaction.deleteObject(bucket, key, cause));
  }
  const version = store.objects.findVersion(bucket, key, versionId);
  if (!version) return { versionId, isDeleteMarker: false };
  const canBypass = canBypassGovernance(headers);
  checkDeletable(version.attributes.lock, canBypass, store.now().getTime());
  return store.change((transaction) => transaction.deleteVersion(version, cause));
}
