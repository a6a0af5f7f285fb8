import { GetBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { deleteObjects, deleteUnlessReplaced, listVersions } from '@miniatura/objects';
import pLimit from 'p-limit';
import type { ObjectVersions } from './object-versions.ts';
import { REQUESTS_AT_ONCE } from './requests-at-once.ts';

/** Lists and deletes the object versions of an S3 bucket. */
export function s3ObjectVersions(s3: S3Client, bucket: string): ObjectVersions {
  let versioning: Promise<boolean> | undefined;
  return {
    bucket,
    list: (prefix) => listVersions(s3, bucket, prefix),
    async delete(versions) {
      versioning ??= isVersioned(s3, bucket);
      // Deletes by version, so that a newer object of the same key is never deleted.
      if (await versioning) return deleteObjects(s3, bucket, versions);
      await pLimit(REQUESTS_AT_ONCE).map(versions, (version) =>
        deleteUnlessReplaced(s3, bucket, version),
      );
    },
  };
}

async function isVersioned(s3: S3Client, bucket: string): Promise<boolean> {
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  return Status !== undefined;
}
