import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ObjectKeptError } from './errors.ts';
import type { OriginalObject, QuarantineObjects } from './settle-quarantine.ts';

const HTTP_NOT_FOUND = 404;
const HTTP_CONFLICT = 409;
const HTTP_PRECONDITION_FAILED = 412;
/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_KEYS_PER_DELETE = 1000;

/** Originals and their quarantine in S3, in buckets with or without versions. */
export function s3Quarantine(s3: S3Client): QuarantineObjects {
  return {
    hold: (original, to) =>
      succeeds([HTTP_NOT_FOUND, HTTP_PRECONDITION_FAILED], () =>
        s3.send(
          new CopyObjectCommand({
            Bucket: original.bucket,
            Key: to,
            CopySource: copySource(original.bucket, original.key, original.versionId),
            CopySourceIfMatch: original.etag ?? undefined,
            // To copy tags takes permissions of their own, and tells nothing of the picture.
            TaggingDirective: 'REPLACE',
          }),
        ),
      ),

    async withdraw(original) {
      await (original.versionId === null
        ? deleteUnversioned(s3, original)
        : deleteVersions(s3, original));
    },

    async restore({ bucket, key }, from) {
      await succeeds([HTTP_NOT_FOUND, HTTP_CONFLICT, HTTP_PRECONDITION_FAILED], () =>
        s3.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: key,
            CopySource: copySource(bucket, from, null),
            TaggingDirective: 'REPLACE',
            IfNoneMatch: '*',
          }),
        ),
      );
    },

    async list(bucket, prefix) {
      const keys = new Set<string>();
      for await (const { Key } of versionsOf(s3, bucket, prefix)) if (Key) keys.add(Key);
      return [...keys];
    },

    async delete(bucket, keys) {
      for (const key of keys) await deleteAll(s3, bucket, await versionsOfKey(s3, bucket, key));
    },
  };
}

/** Whether a call went through; false where it is answered by one of these statuses. */
async function succeeds(refusals: readonly number[], call: () => Promise<unknown>) {
  try {
    await call();
    return true;
  } catch (error) {
    const status = error instanceof S3ServiceException && error.$metadata.httpStatusCode;
    if (status && refusals.includes(status)) return false;
    throw error;
  }
}

function copySource(bucket: string, key: string, versionId: string | null): string {
  const path = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return versionId === null ? path : `${path}?versionId=${encodeURIComponent(versionId)}`;
}

/** What has replaced the original meanwhile has another entity tag, and stays. */
async function deleteUnversioned(s3: S3Client, { bucket, key, etag }: OriginalObject) {
  const IfMatch = etag ?? undefined;
  await succeeds([HTTP_NOT_FOUND, HTTP_PRECONDITION_FAILED], () =>
    s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch })),
  );
}

/** Older versions first: the original's own marks the place until they are gone. */
async function deleteVersions(s3: S3Client, { bucket, key, versionId }: OriginalObject) {
  const versions = await versionsOfKey(s3, bucket, key);
  const place = versions.findIndex(({ VersionId }) => VersionId === versionId);
  if (place === -1) return;
  await deleteAll(s3, bucket, versions.slice(place + 1));
  await deleteAll(s3, bucket, versions.slice(place, place + 1));
}

/** The versions of a key, the newest first, as S3 lists them. */
async function versionsOfKey(s3: S3Client, bucket: string, key: string) {
  const versions: ObjectIdentifier[] = [];
  for await (const version of versionsOf(s3, bucket, key)) {
    if (version.Key !== key) break;
    versions.push(version);
  }
  return versions;
}

/** Versions in order of key. Delete markers hold nothing, and are left to the lifecycle. */
async function* versionsOf(
  s3: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ObjectIdentifier> {
  let page: Partial<ListObjectVersionsCommandOutput> = { IsTruncated: true };
  while (page.IsTruncated) {
    page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: page.NextKeyMarker,
        VersionIdMarker: page.NextVersionIdMarker,
      }),
    );
    yield* (page.Versions ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
  }
}

async function deleteAll(s3: S3Client, bucket: string, versions: readonly ObjectIdentifier[]) {
  for (let first = 0; first < versions.length; first += MAX_KEYS_PER_DELETE) {
    const Objects = versions.slice(first, first + MAX_KEYS_PER_DELETE);
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    // DeleteObjects answers 200 even where single keys were not deleted.
    if (Errors[0]) throw new ObjectKeptError(Errors[0].Key, Errors[0].Message);
  }
}
