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
import type { OriginalObject, QuarantineObjects } from './settle-quarantine.ts';

/** Originals and their quarantine in S3, in buckets with or without versions. */
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
            // To copy tags takes permissions of their own, and tells nothing of the picture.
            TaggingDirective: 'REPLACE',
          }),
        ),
      ),

    async withdraw(original) {
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

/** Whether a call succeeds; false where S3 answers with one of these statuses. */
async function succeeds(rejections: readonly S3Status[], call: () => Promise<unknown>) {
  try {
    await call();
    return true;
  } catch (error) {
    if (hasStatus(error, ...rejections)) return false;
    throw error;
  }
}

/** Deletes older versions first: as long as the original's own exists, a repeated call finds them. */
async function deleteWithOlderVersions(s3: S3Client, { bucket, key, versionId }: OriginalObject) {
  const versions = await objectsOfKey(s3, bucket, key);
  const place = versions.findIndex((version) => version.versionId === versionId);
  if (place === -1) return;
  await deleteObjects(s3, bucket, versions.slice(place + 1));
  await deleteObjects(s3, bucket, versions.slice(place, place + 1));
}

/** The versions of a key without delete markers, which hold nothing and expire by the lifecycle. */
async function objectsOfKey(s3: S3Client, bucket: string, key: string) {
  return (await versionsOfKey(s3, bucket, key)).filter(isObject);
}

function isObject({ isDeleteMarker }: ObjectVersion): boolean {
  return !isDeleteMarker;
}
