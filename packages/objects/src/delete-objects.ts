import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { ObjectKeptError } from './errors.ts';
import { ignoreGoneOrReplaced } from './s3-errors.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_KEYS_PER_DELETE = 1000;

/** An object, or one of its versions. */
interface ObjectToDelete {
  readonly key: string;
  readonly versionId?: string | undefined;
}

/**
 * Deletes objects or versions. A missing one is no error.
 * @throws ObjectKeptError if S3 returns 200 but did not delete one; otherwise S3's errors. Other
 *   objects may be deleted by then, and the call can be repeated.
 */
export async function deleteObjects(
  s3: S3Client,
  bucket: string,
  objects: readonly ObjectToDelete[],
): Promise<void> {
  for (let first = 0; first < objects.length; first += MAX_KEYS_PER_DELETE) {
    const Objects = objects
      .slice(first, first + MAX_KEYS_PER_DELETE)
      .map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [kept] = Errors;
    if (kept) {
      const reason = kept.Message ?? kept.Code ?? 'no reason was given';
      throw new ObjectKeptError({ bucket, key: kept.Key ?? '', reason });
    }
  }
}

/**
 * Deletes an object in a bucket without versions, unless it is missing or has another entity tag.
 */
export async function deleteUnlessReplaced(
  s3: S3Client,
  bucket: string,
  { key, eTag }: { readonly key: string; readonly eTag: string | null },
): Promise<void> {
  const command = new DeleteObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(eTag !== null && { IfMatch: `"${eTag}"` }),
  });
  await s3.send(command).catch(ignoreGoneOrReplaced);
}
