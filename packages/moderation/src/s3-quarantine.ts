import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  copySource,
  deleteObjects,
  deleteUnlessReplaced,
  hasStatus,
  listVersions,
  type ObjectVersion,
  type S3Status,
  versionsOfKey,
} from '@miniatura/objects';
import type { OriginalObject, QuarantineObjects } from './sync-quarantine.ts';

/** Originals and quarantined originals in S3, in buckets with or without versioning. */
export function s3Quarantine(s3: S3Client): QuarantineObjects {
  return {
    hold: (original, to) =>
      succeeds(['notFound', 'preconditionFailed'], () =>
        s3.send(
          new CopyObjectCommand({
            Bucket: original.bucket,
            Key: to,
            CopySource: copySource({ ...original, versionId: original.versionId ?? undefined }),
            CopySourceIfMatch: original.etag ?? undefined,
            // Copying tags would require further permissions.
            TaggingDirective: 'REPLACE',
          }),
        ),
      ),

    async deleteOriginal(original) {
      await (original.versionId === null
        ? deleteUnlessReplaced(s3, original.bucket, { key: original.key, eTag: original.etag })
        : deleteWithOlderVersions(s3, original));
    },

    async restore({ bucket, key }, from) {
      await succeeds(['notFound', 'conflict', 'preconditionFailed'], () =>
        s3.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: key,
            CopySource: copySource({ bucket, key: from }),
            TaggingDirective: 'REPLACE',
            IfNoneMatch: '*',
          }),
        ),
      );
    },

    async list(bucket, prefix) {
      const keys: string[] = [];
      for await (const page of listVersions(s3, bucket, prefix)) {
        const stored = page.filter(({ versions }) => versions.some(isObject));
        keys.push(...stored.map(({ key }) => key));
      }
      return keys;
    },

    async delete(bucket, keys) {
      for (const key of keys) await deleteObjects(s3, bucket, await objectsOfKey(s3, bucket, key));
    },
  };
}

/** Returns false when S3 returns one of these statuses. */
async function succeeds(rejections: readonly S3Status[], call: () => Promise<unknown>) {
  try {
    await call();
    return true;
  } catch (error) {
    if (hasStatus(error, ...rejections)) return false;
    throw error;
  }
}

/**
 * Deletes older versions first: while the original's own version exists, a repeated call finds
 * them.
 */
async function deleteWithOlderVersions(s3: S3Client, { bucket, key, versionId }: OriginalObject) {
  const versions = await objectsOfKey(s3, bucket, key);
  const place = versions.findIndex((version) => version.versionId === versionId);
  if (place === -1) return;
  await deleteObjects(s3, bucket, versions.slice(place + 1));
  await deleteObjects(s3, bucket, versions.slice(place, place + 1));
}

/**
 * Returns the versions of a key except delete markers, which contain no data and expire by
 * lifecycle rules.
 */
async function objectsOfKey(s3: S3Client, bucket: string, key: string) {
  return (await versionsOfKey(s3, bucket, key)).filter(isObject);
}

function isObject({ isDeleteMarker }: ObjectVersion): boolean {
  return !isDeleteMarker;
}
