import { S3Error } from './errors.ts';
import type { LifecycleRule } from './lifecycle-rules.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectVersion } from './object-table.ts';

/** Identifies an object or one of its versions. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** An object that is not a delete marker. */
export interface FoundObject {
  readonly version: ObjectVersion;
  /** Whether versioning has ever been configured for the bucket. */
  readonly isVersioned: boolean;
  readonly lifecycleRules: readonly LifecycleRule[];
}

/** Returns the object of a request. @throws errors of `findObject` */
export function findReadable(
  store: ObjectStore,
  request: { bucket: string; key: string; query: ReadonlyMap<string, string> },
): FoundObject {
  return findObject(store, {
    bucket: request.bucket,
    key: request.key,
    versionId: parseVersionId(request.query.get('versionId')),
  });
}

/** @throws S3Error InvalidArgument for an empty version id. */
export function parseVersionId(versionId: string | undefined): string | undefined {
  if (versionId !== '') return versionId;
  throw new S3Error('InvalidArgument', 'Version id cannot be the empty string', {
    ArgumentName: 'versionId',
  });
}

/** @throws S3Error NoSuchBucket, NoSuchKey, NoSuchVersion; MethodNotAllowed for a delete marker. */
export function findObject(store: ObjectStore, name: ObjectName): FoundObject {
  const { bucket, key, versionId } = name;
  const { versioning, lifecycleRules } = store.buckets.get(bucket);
  const version =
    versionId === undefined
      ? store.objects.findLatest(bucket, key)
      : store.objects.findVersion(bucket, key, versionId);
  if (!version) {
    if (versionId === undefined) throw new S3Error('NoSuchKey', undefined, { Key: key });
    throw new S3Error('NoSuchVersion', undefined, { Key: key, VersionId: versionId });
  }
  if (version.isDeleteMarker) throw deleteMarkerError(version, versionId);
  return { version, isVersioned: versioning !== undefined, lifecycleRules };
}

function deleteMarkerError(marker: ObjectVersion, asked: string | undefined): S3Error {
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId };
  return asked === undefined
    ? new S3Error('NoSuchKey', undefined, { Key: marker.key }, headers)
    : new S3Error('MethodNotAllowed', undefined, {}, { ...headers, allow: 'DELETE' });
}

/**
 * Calls `open` with the object's file. If the object is replaced before its file is opened, it is
 * looked up again. The bytes of an open file stay readable, whatever happens to the object.
 */
export async function openObject<T>(
  store: ObjectStore,
  name: ObjectName,
  open: (found: FoundObject, file: string) => T | Promise<T>,
  attempts = 5,
): Promise<T> {
  const found = findObject(store, name);
  try {
    return await open(found, found.version.file as string);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (attempts > 0) return openObject(store, name, open, attempts - 1);
    throw new S3Error('InternalError', 'The file with the bytes of this object is missing.');
  }
}
